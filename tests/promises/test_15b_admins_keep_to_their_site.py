"""Each site keeps to itself, in the admin too: who looks after one sees that one only.

What a group may do for all sites is chosen on Wagtail's page about groups, and what it
may do for some sites below that. Whoever has the latter neither sees nor decides
anything next door, not even by an address they guess.
"""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import Comment, Decision, Frequency, Reminder, State
from privacy_plugin.comments.moderation.bulk_decisions import run, start
from privacy_plugin.comments.moderation_digest import send
from tests.comments.conftest import checker
from tests.privacy_admin.conftest import only_for, person
from tests.support import factories
from tests.support.clock import clock
from tests.support.comment_writer import CommentWriter
from tests.support.factories.second_site import HOST, SecondSite

__all__ = ["checker", "clock"]

HOME = reverse("wagtailadmin_home")
HERE, THERE = "Written at home", "Written next door"
pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Comment:
    """Return a comment that waits on the default site."""
    return factories.comment(
        discussion=get_or_create_discussion(factories.post()), text=HERE
    )


@pytest.fixture
def there(second_site: SecondSite) -> Comment:
    """Return a comment that waits on the second site."""
    return factories.comment(
        discussion=get_or_create_discussion(second_site.post()), text=THERE
    )


@pytest.fixture
def neighbour(second_site: SecondSite) -> User:
    """Return somebody who moderates the second site alone."""
    moderator = person("moderator")
    only_for(moderator, second_site.site)
    User.objects.filter(pk=moderator.pk).update(email="moderator@second.example")
    return User.objects.get(pk=moderator.pk)


@pytest.fixture
def browser(neighbour: User) -> Client:
    """Return their browser, which has logged in."""
    client = Client()
    client.force_login(neighbour)
    return client


def bulk(*comments: Comment, choice: str = "approve") -> str:
    """Return the address of a decision about several comments."""
    names = ["privacy_comments", "comment", choice]
    keys = "&".join(f"id={comment.pk}" for comment in comments)
    return f"{reverse('wagtail_bulk_action', args=names)}?{keys}"


def test_moderator_of_one_site_sees_its_comments_alone(browser, here, there):
    queue = browser.get("/admin/comments/", {"state": "all"}).content.decode()
    start = browser.get(HOME).content.decode()

    for page in (queue, start):
        assert THERE in page
        assert HERE not in page
    assert '"data-comments-waiting": "1"' in html.unescape(start)


def test_moderator_of_one_site_decides_there(browser, here, there):
    data = {"decision": "approve", "seen_at": timezone.now().isoformat()}

    browser.post(reverse("comments_admin:decide", args=[there.pk]), data)

    there.refresh_from_db()
    assert there.state == State.APPROVED


@pytest.mark.parametrize("name", ["inspect", "decide", "answer"])
def test_guessed_address_of_a_comment_next_door_is_refused(browser, here, name):
    address = reverse(f"comments_admin:{name}", args=[here.pk])
    data = {"decision": "approve", "text": "Yes", "seen_at": timezone.now().isoformat()}

    answers = [browser.get(address), browser.post(address, data)]
    quick = browser.post(address, data, headers={"x-requested-with": "XMLHttpRequest"})

    here.refresh_from_db()
    assert here.state == State.PENDING
    assert Comment.objects.count() == 1
    assert {one.url for one in answers if one.status_code == 302} == {HOME}
    assert all(HERE not in one.content.decode() for one in answers)
    assert quick.status_code == 403


def test_bulk_decision_leaves_comments_next_door_alone(browser, here, there):
    asked = browser.get(bulk(here, there)).content.decode()
    data = {"comments": f"{here.pk},{there.pk}", "seen_at": timezone.now().isoformat()}
    browser.post(bulk(here, there), data)

    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.state, there.state) == (State.PENDING, State.APPROVED)
    assert THERE in asked
    assert HERE not in asked


def test_long_bulk_decision_of_others_is_theirs_alone(browser, neighbour, here, there):
    keys, at = [here.pk, there.pk], timezone.now()
    facts = {"seen_at": at, "at": at}
    theirs = start(Decision.REMOVE, keys, editor=factories.editor(), **facts)
    own = start(Decision.REMOVE, keys, editor=neighbour, **facts)
    address = reverse("comments_admin:bulk", args=[theirs.pk])

    answers = [browser.get(address), browser.post(address, {"do": "stop"})]
    run(own.pk, seconds=1)

    theirs.refresh_from_db()
    own.refresh_from_db()
    here.refresh_from_db()
    there.refresh_from_db()
    assert [one.status_code for one in answers] == [404, 404]
    assert theirs.is_running
    assert (own.changed, here.state, there.state) == (1, State.PENDING, State.REMOVED)


def test_all_comments_in_a_list_are_those_of_the_moderators_site(browser, here, there):
    address = bulk().rstrip("?") + "?id=all&state=all"

    asked = browser.get(address).content.decode()

    assert THERE in asked
    assert HERE not in asked


def test_queue_says_on_which_site_a_comment_was_written(admin_client, here, there):
    page = admin_client.get("/admin/comments/").content.decode()

    assert str(here.discussion.site) in page
    assert str(there.discussion.site) in page
    Site.objects.filter(pk=there.discussion.site_id).delete()
    alone = admin_client.get("/admin/comments/").content.decode()
    assert str(here.discussion.site) not in alone


def test_moderators_are_mailed_about_their_own_site_only(neighbour, here, there):
    at = timezone.now()
    Comment.objects.update(submitted_at=at - timedelta(hours=1))
    Reminder.objects.create(editor=neighbour, frequency=Frequency.AT_ONCE, due_at=at)

    send.send_due_digests(at=at)

    (sent,) = mail.outbox
    assert sent.to == ["moderator@second.example"]
    assert "1 comment waits: Nebenan" in sent.subject
    assert "Ein Beitrag nebenan" in sent.body
    assert here.discussion.site.site_name not in sent.subject


def test_moderator_of_one_site_is_a_reader_on_another(
    second_site, neighbour, clock, checker
):
    at_home = CommentWriter(factories.post(), clock)
    at_work = CommentWriter(second_site.post(), clock, Client(headers={"host": HOST}))
    for reader in (at_home, at_work):
        reader.client.force_login(neighbour)

    read, published = at_home.write(), at_work.write()

    assert (read.editor, read.state) == (None, State.PENDING)
    assert (published.editor, published.state) == (neighbour, State.APPROVED)


def test_nobody_is_mailed_about_what_only_others_can_decide(neighbour, here):
    at = timezone.now()
    Comment.objects.update(submitted_at=at - timedelta(hours=1))
    Reminder.objects.create(editor=neighbour, frequency=Frequency.AT_ONCE, due_at=at)

    send.send_due_digests(at=at)

    assert mail.outbox == []


def test_group_gets_sites_to_moderate_on_its_own_page(admin_client, second_site):
    group = Group.objects.create(name="Moderators of one site")
    address = reverse("wagtailusers_groups:edit", args=[group.pk])
    forms = ("page", "collection", "document", "image")
    counts = ("TOTAL_FORMS", "INITIAL_FORMS")
    data = {f"{form}_permissions-{count}": "0" for form in forms for count in counts}
    data |= {"name": group.name, "privacy_sites-moderate_comment": second_site.site.pk}

    page = admin_client.get(address).content.decode()
    answer = admin_client.post(address, data)

    assert "Moderate the comments of" in page
    assert answer.status_code == 302
    (granted,) = group.site_permissions.all()
    assert granted.site == second_site.site
    assert granted.permission.codename == "moderate_comment"
