"""Each site keeps to itself, in reports and lists: of consents, mails and subscribers.

Who looks after one site sees its rows alone, on the page and in files. Who looks after
several reads beside each row which site it belongs to, and can narrow the list to one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, GroupSitePermission, Page, Site

from blog.models import ContactPage
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.subscriptions.models import (
    Delivery,
    Mailing,
    MailingState,
    PendingSubscription,
    Subscriber,
)
from privacy_plugin.subscriptions.processing import POSTS
from tests.privacy_admin.conftest import only_for, person
from tests.support import factories
from tests.support.factories.second_site import SecondSite

HOME = "/admin/subscriptions/"
PEOPLE = f"{HOME}people/"
PRIVACY = ("consents", "transmissions")
LISTS = (HOME, PEOPLE, f"{HOME}deliveries/", f"{HOME}requests/")
pytestmark = pytest.mark.django_db


@dataclass
class OfSite:
    site: Site
    subscriber: Subscriber
    mailing: Mailing
    marks: tuple[str, ...]


def of_site(site: Site, letter: str) -> OfSite:
    """Make a subscriber, a request and a mail of a site, told apart by a letter."""
    now = timezone.now()
    subscriber = factories.subscriber(f"{letter}ada@example.org", site=site)
    asked = factories.pending_subscription(
        f"{letter}ben@example.org", kind="posts", target=""
    )
    PendingSubscription.objects.filter(pk=asked.pk).update(site=site)
    mailing = Mailing.objects.create(
        kind="posts", source=f"test.page:{site.pk}", site=site, created_at=now,
        title=f"News {letter}", url="https://blog.example/", state=MailingState.SENDING,
    )  # fmt: skip
    Delivery.objects.create(
        mailing=mailing, subscriber=subscriber, due_at=now,
        subscription=subscriber.subscriptions.get(),
    )  # fmt: skip
    return OfSite(site, subscriber, mailing, (f"{letter}…", f"News {letter}"))


@pytest.fixture
def here(db: None) -> OfSite:
    """Return what belongs to the default site."""
    return of_site(Site.objects.get(is_default_site=True), "x")


@pytest.fixture
def there(second_site: SecondSite) -> OfSite:
    """Return what belongs to the second site."""
    return of_site(second_site.site, "y")


@pytest.fixture
def manager(second_site: SecondSite) -> Client:
    """Return the browser of somebody who manages the second site's subscribers."""
    group = Group.objects.create(name="Managers of one site")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    manage = Permission.objects.get(codename="manage_subscriber")
    GroupSitePermission.objects.create(
        group=group, site=second_site.site, permission=manage
    )
    return entered(User.objects.create_user("manager", "", "manager"), group)


def entered(user: User, *groups: Group) -> Client:
    """Return the browser of somebody in these groups."""
    user.groups.add(*groups)
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, path: str, **query: Any) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def csv(client: Client, path: str, **query: Any) -> str:
    """Return a list as a file."""
    answer: Any = client.get(path, query | {"export": "csv"})
    return answer.getvalue().decode()


def sent(subscriber: Subscriber) -> None:
    """Keep a row of a mail to a subscriber."""
    Transmission.objects.create(
        activity=POSTS, recipient="Mail Ltd", subject_key=subscriber.subject_key,
        field_names=["to"], outcome=Outcome.ANSWERED, begun_at=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_manager_of_one_site_sees_its_rows_alone(manager, here, there, path):
    page = shown(manager, path)

    assert any(mark in page for mark in there.marks)
    assert not any(mark in page for mark in here.marks)


@pytest.mark.parametrize("name", ["deliveries", "requests"])
def test_file_holds_the_rows_of_the_managers_site(manager, here, there, name):
    file = csv(manager, f"{HOME}{name}/")

    assert str(there.site) in file
    assert there.marks[0] in file
    assert here.marks[0] not in file


def test_exported_subscribers_are_those_of_the_managers_site(manager, here, there):
    file = b"".join(manager.post(f"{PEOPLE}export/").streaming_content).decode()

    assert there.subscriber.email in file
    assert here.subscriber.email not in file


def test_guessed_subscriber_of_another_site_is_refused(manager, here):
    address = f"{PEOPLE}{here.subscriber.pk}/"

    answers = [
        manager.get(address),
        manager.post(address, {"do": "reveal"}),
        manager.post(address, {"do": "undeliverable"}),
    ]

    assert [one.status_code for one in answers] == [302] * 3
    assert Subscriber.objects.filter(pk=here.subscriber.pk).exists()
    assert manager.post(PEOPLE, {"email": here.subscriber.email}).url == PEOPLE


def test_mailing_of_another_site_cannot_be_stopped(manager, here, there):
    for one in (here, there):
        manager.post(f"{HOME}{one.mailing.pk}/steer/", {"do": "stop"})

    states = dict(Mailing.objects.values_list("site", "state"))
    assert states == {
        here.site.pk: MailingState.SENDING,
        there.site.pk: MailingState.STOPPED,
    }


def test_addresses_are_asked_in_the_name_of_the_managers_site(manager, here, there):
    PendingSubscription.objects.all().delete()
    for site in (here.site, there.site):
        file = SimpleUploadedFile("list.csv", b"email\nnew@example.org\n")
        manager.post(f"{PEOPLE}import/", {"file": file, "site": site.pk})

    assert {one.site for one in PendingSubscription.objects.all()} == {there.site}


def test_a_site_that_is_gone_does_not_stand_for_all_sites(admin_client, here, there):
    gone = there.site.pk
    there.site.delete()

    answer = admin_client.post(f"{PEOPLE}export/", {"site": gone})

    assert answer.status_code == 404
    assert admin_client.get(HOME, {"site": gone}).status_code == 404


@pytest.mark.parametrize("path", LISTS)
def test_lists_name_the_site_and_can_be_narrowed(admin_client, here, there, path):
    both = shown(admin_client, path)
    one = shown(admin_client, path, site=there.site.pk)

    assert str(here.site) in both
    assert str(there.site) in both
    number = 1 if path == HOME else 0
    assert there.marks[number] in one
    assert here.marks[number] not in one


@pytest.mark.parametrize("name", PRIVACY)
def test_privacy_reports_name_the_site_and_can_be_narrowed(
    admin_client, here, there, name
):
    for one in (here, there):
        sent(one.subscriber)
    path = f"/admin/privacy/{name}/"

    both = shown(admin_client, path)
    narrowed = csv(admin_client, path, site=there.site.pk)

    for one in (here, there):
        assert re.search(rf"<td[^>]*>\s*{re.escape(str(one.site))}", both)
    assert str(there.site) in narrowed
    assert str(here.site) not in narrowed


def test_one_site_needs_no_column_and_no_choice(admin_client, db):
    of_site(Site.objects.get(), "x")

    for path in (*LISTS, "/admin/privacy/consents/"):
        assert 'name="site"' not in shown(admin_client, path)


def test_file_holds_only_what_may_be_taken_away(here, there, second_site):
    officer = person("officer")
    only_for(officer, second_site.site)
    officer.user_permissions.add(
        Permission.objects.get(codename="report_consentrecord")
    )
    client = entered(User.objects.get(pk=officer.pk))

    assert str(here.site) in shown(client, "/admin/privacy/consents/")
    assert str(here.site) not in csv(client, "/admin/privacy/consents/")


def contact_page(index: Page, letter: str) -> ContactPage:
    """Return a contact page of a site, with a message."""
    page = ContactPage(title=f"Contact {letter}", locale=index.locale)
    index.add_child(instance=page)
    page.save_revision().publish()
    Submission.objects.create(
        page=page, site=page.get_site(), form_data={"message": f"Words {letter}"},
        subject_key=f"key-{letter}",
    )  # fmt: skip
    return page


def test_messages_are_read_by_those_who_edit_on_their_site(second_site):
    default = Site.objects.get(is_default_site=True)
    here = contact_page(default.root_page, "x")
    there = contact_page(second_site.index, "y")
    group = Group.objects.create(name="Editors of one site")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group, page=second_site.index, permission_type="change"
    )
    editor = entered(User.objects.create_user("editor", "", "editor"), group)

    listed = shown(editor, "/admin/forms/")

    assert there.title in listed
    assert here.title not in listed
    assert editor.get(f"/admin/forms/submissions/{there.pk}/").status_code == 200
    assert editor.get(f"/admin/forms/submissions/{here.pk}/").status_code == 302
