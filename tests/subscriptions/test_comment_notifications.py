"""Replies and conversations by mail: asked beside the comment."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.utils import timezone
from django.utils.translation import override

from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.moderation import actions
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.disclosure.privacy_page.groups import SAID_ONCE
from privacy_plugin.disclosure.render.summary import join_parts
from privacy_plugin.subscriptions.delivery.expand import expand_mailing
from privacy_plugin.subscriptions.mailings.comments import MAX_AGE
from privacy_plugin.subscriptions.models import (
    Kind,
    Mailing,
    PendingSubscription,
    Subscriber,
    Subscription,
)
from privacy_plugin.subscriptions.processing import ENROLMENT, REPLIES, THREAD
from privacy_plugin.subscriptions.views.disclosure import REPLIES_FORM
from tests.support import factories
from tests.support.factories.disclosures import disclose
from tests.support.reader import Reader, words_of
from tests.support.servers.mailbox import html_of, link_in, text_of

FILM = "https://www.youtube.com/watch?v=aaaaaaaaaaa"
WORDS = "I see that quite differently, dear author."


@pytest.fixture
def post(index):
    """Return a post whose comments are published at once."""
    return factories.post(title="About allotments", policy="open")


def write(reader, post, clock, *, ticked=True, parent="", **fields):
    """Write a comment and ask for its replies."""
    page = reader.open(post.url)
    form = page.comment_form
    box = {"follow-replies": form.boxes["follow-replies"]} if ticked else {}
    data = {**form.fields, "text": WORDS, "parent": parent, **box, **fields}
    return reader.send(form.action, data)


def test_the_box_is_not_ticked_and_the_address_is_empty(reader, post):
    page = reader.open(post.url)

    box = page.one("input[@name='follow-replies']")
    assert box.get("checked") is None
    assert box.get("required") is None
    assert page.comment_form.fields["follow-email"] == ""
    assert join_parts(disclose(REPLIES).summary) in page.words


@pytest.mark.parametrize("prefix", ["", "/de"])
def test_everything_about_it_is_told_beside_the_form(prefix, reader, post):
    german = factories.german_post(post)

    address = german.url if prefix else post.url
    page = reader.open_details(address, "replies")

    for key in (activity.key for activity in REPLIES_FORM.activities):
        disclosure = page.one(f"section[@data-activity='{key}']")
        headings = {words_of(term) for term in disclosure.iterfind(".//dt")}
        with override("de" if prefix else "en"):
            shown = disclose(key)
        assert headings >= {row.heading for row in shown.first_layer}
        untold = [row for row in shown.second_layer if row.heading not in headings]
        assert {row.term for row in untold} <= {*SAID_ONCE}


def test_no_two_things_on_a_post_have_the_same_id(reader, post):
    post.body = json.dumps(
        [{"type": "heading", "value": {"text": words, "level": "2"}}
         for words in ("Comments", "Main", "Comments", "Subscribe heading")]
        + [{"type": "embed", "value": {"url": url, "title": "", "note": ""}}
           for url in (FILM, FILM, f"{FILM}b")]
    )  # fmt: skip
    post.save_revision().publish()

    page = reader.open(post.url)

    found = [element.get("id") for element in page.tree.iter()]
    ids = Counter(name for name in found if name)
    assert [name for name, times in ids.items() if times > 1] == []
    assert len(page.all("input[@name='follow-replies']")) == 1
    assert page.all("aside[@class='subscribe-box']")
    for element in page.tree.iter():
        for name in ("for", "aria-describedby", "aria-labelledby"):
            for wanted in (element.get(name) or "").split():
                assert wanted in ids, (name, wanted)


def test_it_is_closed_until_somebody_has_entered_something(reader, post, clock):
    closed = reader.open(post.url).one("details[@class='replies-form']")
    assert closed.get("open") is None

    page = write(reader, post, clock, preview="1")

    assert page.one("details[@class='replies-form']").get("open") is not None


def test_the_preview_of_a_comment_tells_it_as_well(reader, post, clock):
    page = write(reader, post, clock, preview="1")

    assert join_parts(disclose(ENROLMENT).summary) in page.words
    box = page.one("input[@name='follow-replies']")
    names = {element.get("id") for element in page.tree.iter()}
    assert set(box.get("aria-describedby").split()) <= names


def test_a_comment_without_the_box_uses_no_address(reader, post, clock, box, work):
    write(reader, post, clock, ticked=False, **{"follow-email": "ada@example.org"})
    work()

    assert Comment.objects.get().email == ""
    assert not PendingSubscription.objects.exists()
    assert box.mails == []


def test_nonsense_in_the_field_does_not_matter_without_the_box(reader, post, clock):
    write(reader, post, clock, ticked=False, **{"follow-email": "nonsense"})

    assert Comment.objects.count() == 1


def test_the_box_asks_the_address_and_leaves_no_trace_at_the_comment(
    reader, post, clock, box, work
):
    write(reader, post, clock, **{"follow-email": "ada@example.org"})
    work()

    assert Comment.objects.get().email == ""
    assert not ConsentRecord.objects.filter(activity=REPLIES).exists()
    assert "Mail about replies to your comment" in text_of(box.one())


def test_the_box_without_an_address_is_asked_for_again_and_the_words_are_kept(
    reader, post, clock
):
    answer = write(reader, post, clock)

    assert answer.status == 422
    assert "Where shall the mail about replies go?" in answer.words
    assert answer.comment_form.fields["text"].strip() == WORDS
    assert not Comment.objects.exists()


def test_the_preview_keeps_the_address_for_the_next_step(reader, post, clock):
    page = write(
        reader, post, clock, preview="1", **{"follow-email": "ada@example.org"}
    )

    form = page.form_with("Send comment")
    assert form.fields["follow-email"] == "ada@example.org"
    assert form.fields["follow-replies"] == form.boxes["follow-replies"]


def follow(reader, post, clock, box, work, email="ada@example.org") -> Comment:
    """Write a comment and confirm that its replies are wanted."""
    write(reader, post, clock, **{"follow-email": email})
    work()
    page = reader.open(link_in(box.one(), "/confirm/"))
    reader.press(page, "Yes, send me this")
    box.clear()
    clock.tick(minutes=1)
    return Comment.objects.latest("pk")


def test_a_reply_is_told_to_whom_it_answers_and_to_nobody_else(
    reader, post, clock, box, work
):
    mine = follow(reader, post, clock, box, work)
    other = Reader(clock, address="91.198.174.9")
    write(other, post, clock, ticked=False)
    work()
    assert box.mails == []

    write(other, post, clock, ticked=False, parent=str(mine.pk), text=WORDS + " No.")
    work()

    mail = box.one()
    assert box.recipients == ["ada@example.org"]
    assert mail["Subject"] == "New comment: About allotments"
    assert WORDS not in text_of(mail) + html_of(mail)
    reply = Comment.objects.latest("pk")
    assert f"/comments/{reply.pk}/" in text_of(mail)


def test_a_reply_that_waits_for_a_person_is_told_when_it_is_published(
    reader, post, clock, box, work
):
    mine = follow(reader, post, clock, box, work)
    post.comments_policy = "moderated"
    post.save()
    other = Reader(clock, address="91.198.174.9")
    write(other, post, clock, ticked=False, parent=str(mine.pk))
    work()
    assert box.mails == []

    reply = Comment.objects.latest("pk")
    editor = factories.editor()
    for decide in (actions.approve, actions.remove, actions.approve):
        decide([reply.pk], editor=editor, at=timezone.now())
        clock.tick(minutes=1)
    work()

    assert len(box.mails) == 1


def test_spam_writes_to_nobody(reader, post, clock, box, work):
    write(reader, post, clock, topic="trap", **{"follow-email": "ada@example.org"})
    work()

    assert box.mails == []


def test_a_conversation_can_be_followed_from_the_post(reader, post, clock, box, work):
    page = reader.open(post.url)
    reader.press(page, "Subscribe", tick=[THREAD], email="ada@example.org")
    work()
    page = reader.open(link_in(box.one(), "/confirm/"))
    assert "Comments on “About allotments”" in page.words
    reader.press(page, "Yes, send me this")
    box.clear()
    clock.tick(minutes=1)

    write(reader, post, clock, ticked=False)
    work()

    assert box.recipients == ["ada@example.org"]
    assert Subscription.objects.get().kind == Kind.THREAD


def test_one_comment_makes_one_mail_even_for_who_follows_twice(
    reader, post, clock, box, work
):
    mine = follow(reader, post, clock, box, work)
    target = f"wagtailcore.page:{post.pk}"
    factories.subscriber("ada@example.org", kind=Kind.THREAD, target=target)
    clock.tick(minutes=1)

    write(reader, post, clock, ticked=False, parent=str(mine.pk))
    work()

    assert len(box.mails) == 1
    assert Subscriber.objects.count() == 1


def test_where_nobody_follows_nothing_is_begun(reader, post, clock):
    Mailing.objects.all().delete()

    write(reader, post, clock, ticked=False)

    assert not Mailing.objects.exists()


def test_publication_without_its_signal_is_told_once(reader, post, clock, box, work):
    mine = follow(reader, post, clock, box, work)
    other = Reader(clock, address="91.198.174.9")
    write(other, post, clock, ticked=False, parent=str(mine.pk))
    followed = Mailing.objects.filter(kind=Kind.THREAD)
    assert not followed.exists()  # this test never commits: no signal

    for _times in range(2):
        work()

    assert box.recipients == ["ada@example.org"]


def test_old_publication_is_no_news(reader, post, clock, box, work):
    mine = follow(reader, post, clock, box, work)
    other = Reader(clock, address="91.198.174.9")
    write(other, post, clock, ticked=False, parent=str(mine.pk))
    clock.tick(seconds=MAX_AGE.total_seconds())

    work()

    assert box.mails == []


@pytest.mark.parametrize("decide", [actions.remove, actions.mark_spam])
@pytest.mark.parametrize("is_prepared", [True, False])
def test_comment_that_is_gone_by_the_time_of_sending_is_not_told(
    decide, is_prepared, reader, post, clock, box, work
):
    mine = follow(reader, post, clock, box, work)
    other = Reader(clock, address="91.198.174.9")
    write(other, post, clock, ticked=False, parent=str(mine.pk))
    if is_prepared:
        expand_mailing(Mailing.objects.latest("pk").pk)
    reply = Comment.objects.latest("pk")
    decide([reply.pk], editor=factories.editor(), at=timezone.now())

    work()

    assert box.mails == []


@pytest.mark.parametrize("kind", [Kind.THREAD, Kind.REPLIES])
@pytest.mark.parametrize("known_by", ["address", "request", "subscription", "account"])
def test_nobody_is_told_of_their_own_words(
    kind, known_by, reader, post, clock, box, work
):
    ada, bob = "Ada@example.org", "bob@example.org"
    target = f"wagtailcore.page:{post.pk}"
    parent = factories.comment(
        discussion=get_or_create_discussion(post), state="approved"
    )
    reply = factories.comment(
        discussion=parent.discussion, parent=parent, root=parent, depth=1,
        state="pending",
    )  # fmt: skip
    for email in (ada, bob):
        own = target if kind == Kind.THREAD else f"comment:{parent.pk}"
        factories.subscriber(email, kind=kind, target=own)
    replies = {"kind": Kind.REPLIES, "target": f"comment:{reply.pk}"}
    if known_by == "address":
        Comment.objects.filter(pk=reply.pk).update(email="ada@EXAMPLE.org")
    elif known_by == "account":
        editor = factories.editor()
        type(editor).objects.filter(pk=editor.pk).update(email=ada)
        Comment.objects.filter(pk=reply.pk).update(editor=editor)
    elif known_by == "subscription":
        factories.subscriber(ada, **replies)
    else:
        factories.pending_subscription(ada, **replies)
    clock.tick(minutes=1)

    actions.approve([reply.pk], editor=None, at=clock.now)
    work()

    assert box.recipients == [bob]
