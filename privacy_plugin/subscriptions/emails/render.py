"""Render mails: one template per kind, as HTML and plain text.

A mail is rendered once per language for all recipients; personal links are inserted
afterwards. It loads and tracks nothing. Source: RFC 2369, RFC 2919 (List-ID), RFC 8058
(one-click unsubscribe).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import Site

from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.egress.mail.message import EmailContent, ascii_url, format_sender
from privacy_plugin.subscriptions.conf import subscriptions_conf
from privacy_plugin.subscriptions.emails.links import (
    EmailFormat,
    EmailReference,
    build_web_version_url,
)
from privacy_plugin.subscriptions.emails.plain_text import plain_text
from privacy_plugin.subscriptions.emails.site_names import get_home_url, get_site_name
from privacy_plugin.subscriptions.models import Kind
from privacy_plugin.validation.control_characters import one_line

try:
    import css_inline
except ImportError:  # an extra; privacy.E084 says so
    css_inline = None  # type: ignore[assignment]

_FOLDER = "privacy_plugin/subscriptions/emails"
_STYLE = f"{_FOLDER}/email.css"
MAX_BYTES = 90_000  # bytes; Gmail cuts a longer mail off, and with it the way to leave


@dataclass(frozen=True, slots=True)
class EmailItem:
    """One post or comment in a mail.

    `text` is the whole post as safe HTML from ``post_html``; `page` its primary key.
    """

    title: str
    url: str
    intro: str = ""
    text: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PersonalLinks:
    """The personal links of one recipient, and until when the consent is valid."""

    leave_url: str = ""
    manage_url: str = ""
    confirm_url: str = ""
    refuse_url: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class WebVersion:
    """A mail as a web page, and its inline style for the CSP."""

    html: str
    style: str


_PLACES = tuple(PersonalLinks.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class EmailTemplate:
    """A rendered mail with placeholders for the personal links."""

    sender: str
    subject: str
    text: str
    html: str
    marks: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def fits_size_limit(self) -> bool:
        return len(self.html.encode()) <= MAX_BYTES

    def build_content(
        self, own: PersonalLinks, *, is_test: bool = False
    ) -> EmailContent:
        """Return the mail with one person's own links in it.

        A test belongs to no list, so that nobody can leave it.
        """
        text, html = self.text, self.html
        for place, mark in self.marks.items():
            value = getattr(own, place)
            text = text.replace(mark, value)
            html = html.replace(mark, escape(value))
        headers = dict(self.headers)
        if is_test:
            headers.pop("List-ID", None)
        elif own.leave_url:
            headers["List-Unsubscribe"] = f"<{ascii_url(own.leave_url)}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return EmailContent(self.sender, self.subject, text, html, headers)


def render_newsletter(
    kind: str,
    items: Iterable[EmailItem],
    *,
    language: str,
    site: Site,
    is_digest: bool = False,
) -> EmailTemplate:
    """Return the mail about new posts, about a comment, or a digest of posts.

    A digest, and a mail that would become too long, has no whole text. A digest that
    would still be too long has titles only, and in the end names how many more there
    are: the way to leave stands at the end of each mail.
    """
    items = tuple(items)
    render = partial(_render_posts, kind, language=language, site=site)
    if is_digest:
        email, shown = render(items, EmailFormat.DIGEST), len(items)
        titles = tuple(replace(item, intro="") for item in items)
        while not email.fits_size_limit:
            email = render(titles, EmailFormat.DIGEST, shown=shown)
            shown = shown * 4 // 5
        return email
    if any(item.text for item in items):
        email = render(items, EmailFormat.WHOLE)
        if email.fits_size_limit:
            return email
    return render(items, EmailFormat.SUMMARY)


def render_web_version(
    items: Iterable[EmailItem],
    form: EmailFormat,
    *,
    language: str,
    site: Site,
    missing: int = 0,
) -> WebVersion:
    """Return the mail about posts as a page, without what is one person's own.

    `missing` counts the posts that nobody can read any more.
    """
    with override(language):
        context = _build_context(Kind.POSTS, tuple(items), form) | {
            "is_web_view": True,
            "missing": missing,
            "subscribe_url": f"{site.root_url}" + reverse("subscriptions:subscribe"),
        }
        page = _render_html(
            _get_template_name(Kind.POSTS, form), context, language=language, site=site
        )
    style = render_to_string(_STYLE)
    return WebVersion(_with_style(page, style), style)


def render_confirmation_email(
    asks_for: Iterable[str], *, language: str, site: Site, is_change: bool
) -> EmailTemplate:
    """Return the mail that asks for a confirmation, and says nothing else."""
    with override(language):
        subject = _("Please confirm: mail from %(name)s") % {
            "name": get_site_name(site, language)
        }
        context = {
            "asks_for": tuple(asks_for),
            "is_change": is_change,
            "subject": subject,
        }
        headers = {"Auto-Submitted": "auto-generated"}
        return _build_template(
            "confirmation", context, language=language, site=site, headers=headers
        )


def format_date(moment: datetime | None, language: str) -> str:
    with override(get_text_language(language)):
        return str(formats.date_format(moment, "DATE_FORMAT")) if moment else ""


def _render_posts(
    kind: str,
    items: tuple[EmailItem, ...],
    form: EmailFormat,
    *,
    language: str,
    site: Site,
    shown: int | None = None,
) -> EmailTemplate:
    headers = {
        "List-ID": _build_list_id(kind, site),
        "Auto-Submitted": "auto-generated",
    }
    pages = tuple(item.page for item in items if item.page is not None)
    context: dict[str, Any] = {"web_url": ""}
    if kind == Kind.POSTS:
        told = EmailReference(form, pages)
        context = {"web_url": build_web_version_url(told, language=language, site=site)}
    with override(language):
        context |= _build_context(kind, items, form)
        if shown is not None:
            context |= {"items": items[:shown], "more": len(items) - shown}
        name = _get_template_name(kind, form)
        return _build_template(
            name, context, language=language, site=site, headers=headers
        )


def _get_template_name(kind: str, form: EmailFormat) -> str:
    return "digest" if form is EmailFormat.DIGEST else kind


def _build_context(
    kind: str, items: tuple[EmailItem, ...], form: EmailFormat
) -> dict[str, Any]:
    subject = _build_subject(kind, items, is_digest=form is EmailFormat.DIGEST)
    return {"items": items, "subject": subject, "is_whole": form is EmailFormat.WHOLE}


def _build_subject(kind: str, items: tuple[EmailItem, ...], *, is_digest: bool) -> str:
    title = items[0].title
    if kind != Kind.POSTS:
        return _("New comment: %(title)s") % {"title": title}
    others = len(items) - 1
    if not is_digest or not others:
        return title
    return ngettext(
        "%(title)s, and %(others)d more post",
        "%(title)s, and %(others)d more posts",
        others,
    ) % {"title": title, "others": others}


def _build_template(
    name: str,
    context: Mapping[str, object],
    *,
    language: str,
    site: Site,
    headers: Mapping[str, str],
) -> EmailTemplate:
    run = secrets.token_hex(8)
    marks = {place: f"https://{run}.invalid/{place}" for place in _PLACES}
    page = _render_html(name, {**context, **marks}, language=language, site=site)
    subject = one_line(str(context["subject"]))
    html = _with_style(page, render_to_string(_STYLE))
    if css_inline is not None:
        html = _inliner().inline(html)
    return EmailTemplate(
        format_sender(
            subscriptions_conf.get_from_email(), get_site_name(site, language)
        ),
        subject,
        plain_text(page),
        html,
        marks,
        headers,
    )


def _render_html(
    name: str, context: Mapping[str, object], *, language: str, site: Site
) -> str:
    controller = get_site_controller(site.pk)
    surroundings = {
        "controller": controller,
        "site_name": get_site_name(site, language),
        "contact": _format_contact(controller),
        "home_url": get_home_url(site, language),
    }
    return render_to_string(f"{_FOLDER}/{name}.html", {**context, **surroundings})


def _format_contact(controller: Controller) -> str:
    parts = (controller.name, controller.address, controller.email)
    return ", ".join(" ".join(part.split()) for part in parts if part)


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def _with_style(page: str, style: str) -> str:
    return page.replace("</head>", f"<style>{style}</style></head>", 1)


def _build_list_id(kind: str, site: Site) -> str:
    host = urlsplit(ascii_url(str(site.root_url))).hostname or "localhost"
    return f"<{kind}.{host}>"
