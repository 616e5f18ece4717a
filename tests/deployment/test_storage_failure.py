"""Where nothing can be stored, what somebody sent comes back in a form."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from blog.models import ContactField, ContactPage
from privacy_plugin.comments.models import Comment
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.processing import Category
from privacy_plugin.subscriptions.models import PendingSubscription
from tests.support import factories
from tests.support.reader import Reader

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Words that took me an hour.\n\n* and some <b>more</b> & more"
AGAIN = "Send it again"


@contextmanager
def nothing_can_be_stored():
    """Let the database be readable, and refuse every change."""
    read_only, writable = {
        "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        "postgresql": (
            "SET SESSION default_transaction_read_only = on",
            "SET SESSION default_transaction_read_only = off",
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(read_only)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(writable)


@contextmanager
def nothing_answers():
    """Let each query fail, reading ones too."""

    def fail(*_args):
        raise connection.Database.OperationalError("gone, with words of a reader")

    with connection.execute_wrapper(fail):
        yield


FAILURES = pytest.mark.parametrize("failure", [nothing_can_be_stored, nothing_answers])


@pytest.fixture
def visitor(post, clock) -> Reader:
    """Return a reader who sees error pages as people do."""
    made = Reader(clock)
    made.client.raise_request_exception = False
    return made


def send_and_send_again(visitor, page, button, failure, **fields):
    """Press a button while nothing can be stored, then the one on the error page."""
    with failure():
        failed = visitor.press(page, button, **fields)
    assert failed.status == 503
    assert failed.headers["Retry-After"]
    assert failed.headers["Cache-Control"] == "no-store"
    return visitor.press(failed, AGAIN)


@FAILURES
def test_a_comment_comes_back_and_can_be_sent_again(failure, visitor, post):
    page = visitor.open(post.url)

    send_and_send_again(visitor, page, "Send", failure, text=WORDS, name="Ann Other")

    comment = Comment.objects.get()
    assert comment.text.splitlines() == WORDS.splitlines()
    assert comment.name == "Ann Other"


@FAILURES
def test_the_words_stand_on_the_page_for_all_to_see(failure, visitor, post):
    page = visitor.open(post.url)

    with failure():
        failed = visitor.press(page, "Send", text=WORDS)

    (area,) = failed.all("textarea")
    assert "".join(area.itertext()).splitlines() == WORDS.splitlines()


@FAILURES
def test_a_message_comes_back_and_can_be_sent_again(failure, visitor, clock):
    form = ContactPage(title="Write to us", slug="write-to-us")
    form.form_fields = [
        ContactField(
            label="Message", field_type="multiline", category=Category.FREE_TEXT
        )
    ]
    factories.index().add_child(instance=form)
    page = visitor.open(form.url)

    send_and_send_again(visitor, page, "Send", failure, message=WORDS)

    assert Submission.objects.get().form_data["message"].splitlines() == (
        WORDS.splitlines()
    )


@FAILURES
def test_a_subscription_comes_back_and_can_be_sent_again(failure, visitor):
    page = visitor.open("/subscriptions/")

    send_and_send_again(
        visitor, page, "Subscribe", failure,
        tick=["subscriptions.posts"], email="reader@example.org",
    )  # fmt: skip

    assert PendingSubscription.objects.get().email == "reader@example.org"


@FAILURES
def test_a_withdrawal_can_be_sent_again(failure, visitor, post, checker, clock):
    page = visitor.open(post.url)
    clock.tick(minutes=1)
    thanks = visitor.press(page, "Send", text=WORDS, tick=["comments.spam_check"])
    private = visitor.open(thanks.address.removesuffix("thanks/"))
    own = visitor.open(private.link("Receipt"))

    done = send_and_send_again(visitor, own, "Withdraw", failure)

    assert done.status == 200
    assert "withdrawn" in done.words.lower()


def test_the_failure_is_logged_without_words(visitor, post, caplog, settings):
    page = visitor.open(post.url)

    with nothing_answers():
        visitor.press(page, "Send", text=WORDS)

    (record,) = [r for r in caplog.records if r.name == "django.request"]
    assert record.levelname == "ERROR"
    assert record.status_code == 503
    assert WORDS[:10] not in record.getMessage()


def test_each_view_that_takes_a_form_hands_it_back():
    """Every view of the plugin for readers that takes a POST is guarded."""
    unguarded = [
        pattern.name
        for pattern in _patterns(get_resolver().url_patterns)
        if pattern.callback.__module__.startswith("privacy_plugin.")
        and ".admin" not in pattern.callback.__module__
        and getattr(pattern.callback, "csrf_exempt", False)
        and not getattr(pattern.callback, "returns_form_on_failure", False)
    ]

    assert not unguarded
    comments = get_resolver().resolve(reverse("comments:post")).func
    assert comments.csrf_exempt
    assert comments.returns_form_on_failure


def _patterns(entries):
    for entry in entries:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from _patterns(entry.url_patterns)
