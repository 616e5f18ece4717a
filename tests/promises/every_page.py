"""A site with something on each kind of page, for readers and in the admin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver, resolve
from django.utils import timezone
from wagtail.models import Site

from blog.models import ContactPage, PostPage
from privacy_plugin.comments.models import Comment, State
from privacy_plugin.comments.moderation import actions
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.disclosure.forms import get_forms
from privacy_plugin.disclosure.texts.models import DisclosureText
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.processing import ActivityKey, registry
from privacy_plugin.rights.requests import steps
from privacy_plugin.rights.requests.confirmation_email import sign_token
from privacy_plugin.subscriptions.emails.links import (
    EmailFormat,
    EmailReference,
    build_web_version_url,
    sign_confirm_token,
    sign_unsubscribe_token,
)
from privacy_plugin.subscriptions.models import Kind
from tests.form_pages.conftest import contact_page
from tests.support import factories
from tests.support.factories import texts
from tests.support.reader import Page, Reader
from tests.support.samples.embeds import FILM_URL, embed_block, page_with

SPAM_CHECKS = ("comments.spam_check", "comments.spam_recheck")
ADMIN = "/admin/"
OURS = re.compile(
    r"privacy|comment|subscri|embed|form|texts|disclosure|wagtailsettings|home"
)


@contextmanager
def switched_off(key: str) -> Iterator[None]:
    """Let the switch of a declaration be off."""
    activity = replace(registry.get(key), switch="PRIVACY_NOBODY_SETS_THIS")
    with registry.replaced(activity):
        yield


@contextmanager
def unregistered(key: str) -> Iterator[None]:
    """Let nobody declare an activity any more."""
    with registry.replaced(registry.get(key)):
        del registry._activities[ActivityKey(key)]
        yield


WAYS = {"switched off": switched_off, "unregistered": unregistered}


def build_site(reader: Reader, post: PostPage) -> dict[str, str]:
    """Return the path of each kind of public page, by what it shows."""
    return {
        "front page": "/",
        "in German": "/de/",
        "post": post.url,
        "privacy": "/privacy/",
        "privacy as data": "/privacy/privacy.json",
        "choices": "/privacy/choices/",
        "feed": "/feed/",
        "search": "/search/?query=post",
        **{f"details of {one.slug}": f"/privacy/{one.slug}/" for one in get_forms()},
        **_comment_pages(reader, post),
        **_embed_pages(reader),
        **_message_pages(reader),
        **_subscription_pages(post),
        **_request_pages(),
    }


def _comment_pages(reader: Reader, post: PostPage) -> dict[str, str]:
    editor = factories.editor()
    found: dict[str, str] = {}
    for name in ("approved", "rejected", "checked"):
        reader.write(post.url, f"Words {name}", tick=SPAM_CHECKS)
        found |= {
            f"{name} comment": reader.private,
            f"edit {name}": f"{reader.private}edit/",
            f"receipt of {name}": reader.mine().link("Receipt"),
        }
    approved, rejected, _checked = Comment.objects.order_by("pk")
    actions.approve([approved.pk], editor=editor, at=reader.clock.tick(seconds=1))
    actions.remove([rejected.pk], editor=editor, at=reader.clock.tick(seconds=1))
    assert {State.APPROVED, State.REMOVED} <= set(
        Comment.objects.values_list("state", flat=True)
    )
    return found | {
        "reply": f"/comments/{approved.pk}/reply/",
        "thread": f"/comments/thread/{approved.pk}/",
        "write": f"/comments/write/wagtailcore.page/{post.pk}/",
    }


def _embed_pages(reader: Reader) -> dict[str, str]:
    page = page_with(embed_block(FILM_URL, title="A film"), title="With a film")
    frame = frame_of(reader.open(page.url))
    return {"post with an embed": page.url, "frame": frame}


def frame_of(page: Page) -> str:
    found = re.search(r'action="([^"]*/embeds/[^"]+)"', page.html)
    return found[1] if found else ""


def _message_pages(reader: Reader) -> dict[str, str]:
    page: ContactPage = contact_page(to_address="owner@mailbox.example")
    form = reader.open(page.url)
    reader.clock.tick(seconds=20)
    reader.press(form, "Send", message="Hello", address="ada@example.com")
    token = sign(SubjectKey(Submission.objects.get().subject_key))
    return {
        "form": page.url,
        "details of a form": f"/forms/{page.pk}/privacy/",
        "message sent": f"/forms/thanks/{token}/",
        "receipt of a message": f"/privacy/receipts/{token}/",
    }


def _subscription_pages(post: PostPage) -> dict[str, str]:
    subscriber = factories.subscriber()
    own = sign(SubjectKey(subscriber.subject_key))
    ending = sign_unsubscribe_token(subscriber.subscriptions.get().key)
    pending = factories.pending_subscription(
        "grace@example.org", kind=Kind.POSTS, target=""
    )
    question = sign_confirm_token(pending.subject_key)
    mail = build_web_version_url(
        EmailReference(EmailFormat.WHOLE, (post.pk,)),
        language="en",
        site=Site.objects.get(is_default_site=True),
    )
    return {
        "subscribe": f"/subscriptions/?about=wagtailcore.page:{post.pk}",
        "asked": "/subscriptions/confirmation-sent/",
        "confirm": f"/subscriptions/confirm/{question}/",
        "refuse": f"/subscriptions/refuse/{question}/",
        "leave": f"/subscriptions/leave/{ending}/",
        "subscriber's page": f"/subscriptions/mine/{own}/",
        "receipt of a subscription": f"/privacy/receipts/{own}/",
        "mail in a browser": urlsplit(mail).path,
    }


def _request_pages() -> dict[str, str]:
    new = steps.NewRequest(
        kind="access",
        received_on=timezone.localdate(),
        language="en",
        site_id=Site.objects.get(is_default_site=True).pk,
    )
    request = steps.receive(new, identity="ada@example.com", by=None, at=timezone.now())
    steps.ask_for_confirmation(request, by=None, at=timezone.now())
    token = sign_token(request.subject_key)
    return {"confirm a request": f"/privacy/requests/{token}/"}


def list_admin_pages(client: Client) -> list[str]:
    """Return one address of each page of ours: those that need no number, and links."""
    for activity in registry:
        texts.draft(activity.key)
    found = {kind: path for path in _list_routes() if (kind := _kind_of(path))}
    queue = [ADMIN, *found.values()]
    while queue:
        address = queue.pop()
        answer = client.get(address)
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        for link in re.findall(r'href="([^"]+)"', answer.content.decode()):
            path = urlsplit(urljoin(address, link))
            target = path._replace(scheme="", netloc="", fragment="", query="").geturl()
            kind = _kind_of(target)
            if kind and kind not in found:
                found[kind] = target
                queue.append(target)
    return sorted(found.values())


def _list_routes(within: URLResolver | None = None, above: str = "/") -> Iterator[str]:
    for entry in (within or get_resolver()).url_patterns:
        own = str(getattr(entry.pattern, "_route", entry.pattern))
        route = above + own.lstrip("^/")
        if isinstance(entry, URLResolver):
            yield from _list_routes(entry, route)
        elif route.startswith(ADMIN) and not set(route) & set("<(*?+$"):
            yield route


def _kind_of(address: str) -> tuple[object, ...] | None:
    if not address.startswith(ADMIN):
        return None
    try:
        match = resolve(address)
    except Resolver404:
        return None
    if not OURS.search(match.view_name):
        return None
    return (match.view_name, *sorted(match.kwargs))


def list_text_pages(key: str) -> list[str]:
    """Return the pages about an admin's text of one activity."""
    text = DisclosureText.objects.get(activity=key)
    names = ("edit", "preview", "history", "usage", "delete")
    return [f"/admin/privacy/texts/{name}/{text.pk}/" for name in names]
