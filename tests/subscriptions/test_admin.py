"""The admin: mailings are steered, addresses masked, and a look at one is noted."""

from __future__ import annotations

from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import ModelLogEntry, Site

from privacy_plugin.egress.models import Transmission
from privacy_plugin.subscriptions.models import (
    Delivery,
    DeliveryState,
    Mailing,
    MailingState,
    PendingSubscription,
    Reason,
    Subscriber,
    Suppression,
)
from privacy_plugin.subscriptions.processing import TEST_MAIL
from tests.support import factories
from tests.support.factories.disclosures import default_site_id

HOME = "/admin/subscriptions/"
PEOPLE = f"{HOME}people/"


@pytest.fixture
def manager(index, client):
    """Return the browser of somebody who may manage subscribers and no more."""
    made = User.objects.create_user("manager", "manager@example.com", "manager")
    for codename in ("access_admin", "manage_subscriber"):
        made.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(made)
    return client


@pytest.fixture
def ada(index, clock):
    made = factories.subscriber("ada.lovelace@example.org")
    clock.tick(minutes=1)
    return made


def steer(client, verb):
    """Press a button of the only mailing."""
    return client.post(f"{HOME}{Mailing.objects.get().pk}/steer/", {"do": verb})


REPORTS = [f"{HOME}{name}/" for name in ("deliveries", "requests")]


@pytest.mark.parametrize(
    "path",
    [
        *(HOME, PEOPLE, f"{PEOPLE}1/", f"{PEOPLE}import/"),
        *(
            f"{one}{rest}"
            for one in REPORTS
            for rest in ("", "results/", "?export=csv")
        ),
    ],
)
def test_an_editor_without_the_permission_sees_nothing(index, client, path):
    made = User.objects.create_user("writer", "writer@example.com", "writer")
    made.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(made)

    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.url == "/admin/"


def test_a_mailing_shows_how_far_it_has_got(manager, ada, box, work):
    factories.post(title="About allotments")
    work()

    html = manager.get(HOME).content.decode()

    assert "About allotments" in html
    assert "1 of 1 handed over, 0 waiting, 0 not sent" in " ".join(html.split())


def test_a_mailing_is_paused_and_resumed(manager, ada, box, work):
    factories.post()
    Mailing.objects.update(state=MailingState.SENDING)
    steer(manager, "pause")
    work()
    assert box.mails == []

    Mailing.objects.filter(state=MailingState.PAUSED).update(
        state=MailingState.PREPARING
    )
    work()
    assert len(box.mails) == 1


def test_resuming_sends_what_was_left(manager, ada, box, work):
    box.temper.to_all = "451 Later"
    factories.post()
    work()
    steer(manager, "pause")
    box.temper.to_all = ""
    Delivery.objects.update(due_at=Mailing.objects.get().created_at)
    work()
    assert box.mails == []

    steer(manager, "resume")
    work()

    assert len(box.mails) == 1


def test_a_stopped_mailing_cannot_be_resumed(manager, ada, box, work):
    box.temper.to_all = "451 Later"
    factories.post()
    work()
    steer(manager, "stop")
    steer(manager, "resume")
    box.temper.to_all = ""
    work()

    assert box.mails == []
    assert Mailing.objects.get().state == MailingState.STOPPED
    assert Delivery.objects.get().detail == "stopped"


def test_interrupted_mails_are_listed_masked(manager, ada, box, work, clock):
    factories.post()
    work()
    Delivery.objects.update(state=DeliveryState.UNCERTAIN)
    query = f"mailing={Mailing.objects.get().pk}&amp;state=uncertain"
    address = f"{HOME}deliveries/?{query}"
    assert address in manager.get(HOME).content.decode()

    html = manager.get(unescape(address)).content.decode()

    assert "a…@e….org" in html
    assert "lovelace" not in html


def test_the_list_shows_no_address(manager, ada):
    html = manager.get(PEOPLE).content.decode()

    assert "a…@e….org" in html
    assert "lovelace" not in html


def test_somebody_is_found_by_the_whole_address_only(manager, ada):
    found = manager.post(PEOPLE, {"email": "ADA.Lovelace@example.org"})
    not_found = manager.post(PEOPLE, {"email": "ada"})

    assert found.url == f"{PEOPLE}{ada.pk}/"
    assert not_found.url == PEOPLE


def test_a_look_at_an_address_is_noted(manager, ada):
    address = f"{PEOPLE}{ada.pk}/"
    assert "lovelace" not in manager.get(address).content.decode()
    assert not ModelLogEntry.objects.exists()

    html = manager.post(address, {"do": "reveal"}).content.decode()

    assert "ada.lovelace@example.org" in html
    entry = ModelLogEntry.objects.get()
    assert entry.action == "privacy_subscriptions.reveal"
    assert entry.user.username == "manager"
    assert "lovelace" not in f"{entry.label} {entry.data}"


def test_the_proof_shows_the_exact_text(manager, ada):
    html = manager.get(f"{PEOPLE}{ada.pk}/").content.decode()

    version = ada.subscriptions.get().version
    assert version.digest in html
    assert "I would like a mail about new posts." in html
    assert "link:confirmed" in html


def shown_state(client, address: str):
    """Return what the form of a page sends to name what it shows."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    (field,) = page.select("[name=shown_state]")
    return {"shown_state": field["value"]}


def test_an_undeliverable_address_is_taken_off_for_good(manager, ada):
    address = f"{PEOPLE}{ada.pk}/"
    manager.post(address, {"do": "undeliverable"} | shown_state(manager, address))

    assert not Subscriber.objects.exists()
    assert Suppression.objects.get().reason == Reason.UNDELIVERABLE


def test_address_that_has_changed_meanwhile_is_not_taken_off(manager, ada):
    address = f"{PEOPLE}{ada.pk}/"
    shown = shown_state(manager, address)
    Subscriber.objects.update(mailbox="ada@new.example", email="ada@new.example")

    page = manager.post(address, {"do": "undeliverable"} | shown, follow=True)

    assert "please look again" in page.content.decode()
    assert Subscriber.objects.get().email == "ada@new.example"
    assert not Suppression.objects.exists()


def test_an_export_is_noted_for_each(manager, ada):
    answer = manager.post(f"{PEOPLE}export/")

    assert "ada.lovelace@example.org,en,posts,at_once" in answer.getvalue().decode()
    assert ModelLogEntry.objects.get().action == "privacy_subscriptions.export"
    assert manager.get(f"{PEOPLE}export/").status_code == 405


def test_a_list_of_addresses_is_asked_and_not_believed(manager, ada, box, work):
    Suppression.objects.note("left@example.org", Reason.LEFT, site_id=default_site_id())
    lines = "email\nnew@example.org\nleft@example.org\nNEW@example.org\nnonsense@\n"
    lines += "ada.lovelace@example.org\n"
    file = SimpleUploadedFile("list.csv", lines.encode())

    manager.post(f"{PEOPLE}import/", {"file": file, "site": default_site_id()})
    work()

    assert Subscriber.objects.count() == 1
    assert PendingSubscription.objects.get().mailbox == "new@example.org"
    assert [one.lower() for one in box.recipients] == ["new@example.org"]


def test_an_import_without_a_file_asks_nobody(manager):
    assert manager.post(f"{PEOPLE}import/").url == f"{PEOPLE}import/"
    assert not PendingSubscription.objects.exists()


def test_an_author_sees_the_mail_and_sends_it_to_nobody_else(index, ada, box, client):
    post = factories.post(title="Still a draft", live=False)
    client.force_login(factories.editor())
    address = f"{HOME}try/{post.pk}/"
    assert address in client.get(f"/admin/pages/{post.pk}/edit/").content.decode()

    html = client.get(address).content.decode()
    client.post(address)

    assert "Still a draft" in html
    mail = box.one()
    assert box.recipients == ["editor@example.com"]
    assert mail["List-Unsubscribe"] is None
    assert Transmission.objects.get().activity == TEST_MAIL


def test_an_author_sees_the_whole_post_where_the_site_sends_it(index, client):
    client.force_login(factories.editor())
    post = factories.post(body="<p>Every word of it.</p>")
    address = f"{HOME}try/{post.pk}/"
    assert "Every word of it." not in client.get(address).content.decode()
    site = Site.objects.get(is_default_site=True)
    settings = "/admin/settings/privacy_subscriptions/subscriptionsettings/"
    page = client.get(f"{settings}{site.pk}/", follow=True).content.decode()
    assert "Mail to subscribers" in page

    state = shown_state(client, f"{settings}{site.pk}/")
    client.post(f"{settings}{site.pk}/", {"extent": "whole"} | state)

    assert "Every word of it." in client.get(address).content.decode()


def test_who_may_not_edit_a_post_does_not_see_its_mail(manager):
    post = factories.post(live=False)

    assert manager.get(f"{HOME}try/{post.pk}/").status_code == 302
    assert manager.get(f"{HOME}try/999999/").status_code == 404
