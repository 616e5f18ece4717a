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
from privacy_plugin.comments import moderation, upkeep
from privacy_plugin.comments.importing import ImportedComment, import_comments
from privacy_plugin.comments.models import Comment, Kind
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.subscriptions.links import (
    Form,
    Told,
    confirm_token,
    leave_token,
    read_address,
)
from privacy_plugin.subscriptions.models import Enrolment
from tests import make
from tests.clock import Clock
from tests.invented import (
    FILM_URL,
    PROVIDERS,
    TOOT_URL,
    embed_block,
    page_with,
    rich_text,
)
from tests.reader import Reader
from tests.stand_in import server, stand_in

__all__ = ["server", "stand_in"]

Work = Callable[[], None]


@pytest.fixture
def post(live_site: str, server, settings) -> PostPage:
    """Return a post, and its German version, on the site behind the live server."""
    settings.PRIVACY_COMMENTS_MIN_SECONDS = 0
    settings.PRIVACY_COMMENTS_RATE_LIMIT = 1000
    made = make.post(title="A post about allotments")
    make.german_post(made, title="Ein Beitrag über Gärten")
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
        upkeep.work(at=timezone.now())

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
    editor = make.editor()
    reader = Reader(Clock())
    reader.write(post.url, "The first *word*\n\n> a quote\n\n- a list", name="Ada")
    first = Comment.objects.get()
    moderation.approve([first.pk], editor=editor, at=timezone.now())
    reader.write(post.url, "An answer to `it`", parent=str(first.pk))
    moderation.approve(
        [Comment.objects.latest("pk").pk], editor=editor, at=timezone.now()
    )
    mention = ImportedComment(
        origin="elsewhere:1",
        html="<p>Somebody wrote about this.</p>",
        submitted_at=timezone.now(),
        name="Another blog",
        kind=Kind.MENTION,
    )
    import_comments(post, [mention], at=timezone.now())
    closed = make.post(title="A closed post", policy="closed")
    films = page_with(
        *(embed_block(FILM_URL, title="A film"), rich_text(TOOT_URL)),
        title="A post with embeds",
    )
    make.german_post(films, title="Ein Beitrag mit Einbettungen")
    ticks = ["comments.spam_check", "comments.spam_recheck"]
    thanks = reader.write(post.url, "With consent", tick=ticks)
    work()
    mine = reader.mine()
    return {
        **subscription_pages(post),
        "front page": "/",
        "front page in German": "/de/",
        "post with comments": post.url,
        "post in German": make.german(post).url,
        "closed post": closed.url,
        "post with embeds": films.url,
        "post with embeds in German": make.german(films).url,
        "frame of an embed": gate_of(films),
        "choices": "/privacy/choices/",
        "choices in German": "/de/privacy/choices/",
        "search": "/search/?query=allotments",
        "nothing there": "/nothing-there/",
        "privacy": "/privacy/",
        "privacy in German": "/de/privacy/",
        "answer": reader.open(post.url).link("Reply"),
        "thread": f"/comments/thread/{first.pk}/",
        "thanks": thanks.address,
        "private page": reader.private,
        "edit": mine.link("Change it"),
        "receipt": mine.link("Receipt"),
        "forged link": "/comments/mine/forged/",
    }


def web_view(form: Form, *posts: PostPage, language: str = "en") -> str:
    """Return the path of a mail about posts."""
    told = Told(form, tuple(post.pk for post in posts))
    return urlsplit(read_address(told, language=language, site=None)).path


def subscription_pages(post: PostPage) -> dict[str, str]:
    """Return the path of each page of subscriptions, by what it shows."""
    subscriber = make.subscriber()
    own = sign(SubjectKey(subscriber.subject_key))
    ending = leave_token(subscriber.subscriptions.get().key)
    asked = Enrolment.objects.create(
        email="grace@example.org",
        mailbox="grace@example.org",
        language="en",
        wishes=[{"kind": "posts", "digest": "", "topics": []}],
        requested_at=timezone.now(),
        due_at=timezone.now(),
    )
    question = confirm_token(asked.subject_key)
    return {
        "subscribe": f"/subscriptions/?about=wagtailcore.page:{post.pk}",
        "subscribe in German": "/de/subscriptions/",
        "asked": "/subscriptions/asked/",
        "confirm": f"/subscriptions/confirm/{question}/",
        "refuse": f"/subscriptions/refuse/{question}/",
        "leave": f"/subscriptions/leave/{ending}/",
        "left": "/subscriptions/gone/",
        "subscriber's page": f"/subscriptions/mine/{own}/",
        "welcome": f"/subscriptions/mine/{own}/welcome/",
        "mail in a browser": web_view(Form.WHOLE, post),
        "digest in a browser": web_view(Form.DIGEST, post, make.post(title="Another")),
        "mail in German": web_view(Form.WHOLE, make.german(post), language="de"),
        "mail that was taken back": web_view(Form.WHOLE, make.post(live=False)),
    }
