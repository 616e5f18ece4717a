"""A whole site behind a real server, with something on each of its pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from blog.models import PostPage
from privacy_plugin.comments import maintenance
from privacy_plugin.comments.discussions.importer import (
    ImportedComment,
    import_comments,
)
from privacy_plugin.comments.models import Comment, Kind
from privacy_plugin.comments.moderation import actions
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.subscriptions.emails.links import (
    EmailFormat,
    EmailReference,
    build_web_version_url,
    sign_confirm_token,
    sign_unsubscribe_token,
)
from privacy_plugin.subscriptions.models import PendingSubscription
from tests.support import factories
from tests.support.clock import Clock
from tests.support.reader import Reader
from tests.support.samples.embeds import (
    FILM_URL,
    PROVIDERS,
    TOOT_URL,
    embed_block,
    page_with,
    rich_text,
)
from tests.support.servers.akismet import server, stand_in

__all__ = ["server", "stand_in"]

Work = Callable[[], None]


def pytest_configure(config: pytest.Config) -> None:
    """Offer a browser."""
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


@pytest.fixture
def post(live_site: str, server, settings) -> PostPage:
    """Return a post, and its German version, on the site behind the live server."""
    settings.PRIVACY_COMMENTS_RATE_LIMIT = 1000
    made = factories.post(title="A post about allotments")
    factories.german_post(made, title="Ein Beitrag über Gärten")
    Site.clear_site_root_paths_cache()
    return made


@pytest.fixture
def url(live_site: str) -> Callable[[str], str]:
    """Return a function from a path to its address on the live server."""
    return lambda path: live_site + path


@pytest.fixture
def work(post: PostPage) -> Work:
    """Return a function that does what the worker would do now."""

    def work_once() -> None:
        maintenance.run_maintenance(at=timezone.now())

    return work_once


def gate_of(post: PostPage) -> str:
    """Return the address of the frame of a post's first gate."""
    page = Client().get(post.url).content.decode()
    found = re.search(r'action="([^"]*/embeds/[^"]+)"', page)
    assert found
    return found[1]


@pytest.fixture
def pages(post: PostPage, work: Work, settings) -> dict[str, str]:
    """Return the path of every kind of public page, by what it shows."""
    settings.PRIVACY_EMBEDS_PROVIDERS = PROVIDERS
    editor = factories.editor()
    reader = Reader(Clock())
    reader.write(post.url, "The first *word*\n\n> a quote\n\n- a list", name="Ada")
    first = Comment.objects.get()
    actions.approve([first.pk], editor=editor, at=timezone.now())
    reader.write(post.url, "An answer to `it`", parent=str(first.pk))
    actions.approve([Comment.objects.latest("pk").pk], editor=editor, at=timezone.now())
    mention = ImportedComment(
        origin="elsewhere:1",
        html="<p>Somebody wrote about this.</p>",
        submitted_at=timezone.now(),
        name="Another blog",
        kind=Kind.MENTION,
    )
    import_comments(post, [mention], at=timezone.now())
    closed = factories.post(title="A closed post", policy="closed")
    films = page_with(
        *(embed_block(FILM_URL, title="A film"), rich_text(TOOT_URL)),
        title="A post with embeds",
    )
    factories.german_post(films, title="Ein Beitrag mit Einbettungen")
    reader.write(post.url, "Words to be deleted")
    deleted = reader.press(reader.mine(), "Yes, delete it")
    ticks = ["comments.spam_check", "comments.spam_recheck"]
    thanks = reader.write(post.url, "With consent", tick=ticks)
    work()
    mine = reader.mine()
    return {
        **subscription_pages(post),
        "front page": "/",
        "front page in German": "/de/",
        "post with comments": post.url,
        "post in German": factories.german(post).url,
        "closed post": closed.url,
        "post with embeds": films.url,
        "post with embeds in German": factories.german(films).url,
        "frame of an embed": gate_of(films),
        "choices": "/privacy/choices/",
        "choices in German": "/de/privacy/choices/",
        "search": "/search/?query=allotments",
        "nothing there": "/nothing-there/",
        "privacy": "/privacy/",
        "privacy in German": "/de/privacy/",
        "answer": reader.open(post.url).link("Reply"),
        "thread": f"/comments/thread/{first.pk}/",
        "private page after sending": thanks.address,
        "private page": reader.private,
        "edit": mine.link("Edit"),
        "deleted comment": deleted.address,
        "receipt": mine.link("Receipt"),
        "forged link": "/comments/manage/forged/",
    }


def web_view(form: EmailFormat, *posts: PostPage, language: str = "en") -> str:
    """Return the path of a mail about posts."""
    told = EmailReference(form, tuple(post.pk for post in posts))
    return urlsplit(
        build_web_version_url(told, language=language, site=Site.objects.first())
    ).path


def subscription_pages(post: PostPage) -> dict[str, str]:
    """Return the path of each page of subscriptions, by what it shows."""
    subscriber = factories.subscriber()
    own = sign(SubjectKey(subscriber.subject_key))
    ending = sign_unsubscribe_token(subscriber.subscriptions.get().key)
    asked = PendingSubscription.objects.create(
        site=Site.objects.get(is_default_site=True),
        email="grace@example.org",
        mailbox="grace@example.org",
        language="en",
        choices=[{"kind": "posts", "digest": "", "topics": []}],
        requested_at=timezone.now(),
        due_at=timezone.now(),
    )
    question = sign_confirm_token(asked.subject_key)
    return {
        "subscribe": f"/subscriptions/?about=wagtailcore.page:{post.pk}",
        "subscribe in German": "/de/subscriptions/",
        "asked": "/subscriptions/confirmation-sent/",
        "confirm": f"/subscriptions/confirm/{question}/",
        "refuse": f"/subscriptions/refuse/{question}/",
        "leave": f"/subscriptions/leave/{ending}/",
        "left": "/subscriptions/unsubscribed/",
        "subscriber's page": f"/subscriptions/mine/{own}/",
        "welcome": f"/subscriptions/mine/{own}/welcome/",
        "mail in a browser": web_view(EmailFormat.WHOLE, post),
        "digest in a browser": web_view(
            EmailFormat.DIGEST, post, factories.post(title="Another")
        ),
        "mail in German": web_view(
            EmailFormat.WHOLE, factories.german(post), language="de"
        ),
        "mail that was taken back": web_view(
            EmailFormat.WHOLE, factories.post(live=False)
        ),
    }
