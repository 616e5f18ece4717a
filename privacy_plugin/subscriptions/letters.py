"""What stands in a mail: one template per kind, styled by a library, in two forms.

A mail is made once for everybody who reads it in one language; only the links that are
somebody's own are put in afterwards. It loads nothing and counts nobody.
Source: RFC 2369, RFC 2919 (List-ID), RFC 8058 (one-click).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import Site

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.controller import Controller, controller_of_site
from privacy_plugin.egress.mail import Letter
from privacy_plugin.subscriptions.links import Form, Told, read_address, root_of
from privacy_plugin.subscriptions.models import Kind
from privacy_plugin.subscriptions.plain import plain_text

_FOLDER = "privacy_plugin/subscriptions/mail"
_STYLE = f"{_FOLDER}/mail.css"
LONGEST = 90_000  # bytes; Gmail cuts a longer mail off, and with it the way to leave


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one thing a mail tells of.

    `text` is the whole post, as safe HTML that ``whole_text`` wrote; `page` its number.
    """

    title: str
    url: str
    intro: str = ""
    text: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """Hold what in a mail is one person's own: the links and until when it counts."""

    leave_url: str = ""
    manage_url: str = ""
    confirm_url: str = ""
    refuse_url: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class WebView:
    """Hold a mail as a page, and the style in it, so that a policy can admit that."""

    html: str
    style: str


_PLACES = tuple(Own.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Master:
    """Hold a mail as everybody gets it, with a mark at each place that is personal."""

    sender: str
    subject: str
    text: str
    html: str
    marks: Mapping[str, str]
    headers: Mapping[str, str]

    def letter_for(self, own: Own, *, is_test: bool = False) -> Letter:
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
            headers["List-Unsubscribe"] = f"<{own.leave_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return Letter(self.sender, self.subject, text, html, headers)


def news(
    kind: str,
    items: Iterable[Item],
    *,
    language: str,
    site: Site | None,
    is_digest: bool = False,
) -> Master:
    """Return the mail about new posts, about a comment, or a digest of posts.

    A digest, and a mail that would become too long, has no whole text.
    """
    items = tuple(items)
    form = Form.DIGEST if is_digest else Form.SUMMARY
    if not is_digest and any(item.text for item in items):
        master = _news(kind, items, Form.WHOLE, language=language, site=site)
        if len(master.html.encode()) <= LONGEST:
            return master
    return _news(kind, items, form, language=language, site=site)


def web_view(
    items: Iterable[Item],
    form: Form,
    *,
    language: str,
    site: Site | None,
    missing: int = 0,
) -> WebView:
    """Return the mail about posts as a page, without what is one person's own.

    `missing` counts the posts that nobody can read any more.
    """
    with override(language):
        context = _context(Kind.POSTS, tuple(items), form) | {
            "is_web_view": True,
            "missing": missing,
            "subscribe_url": root_of(site) + reverse("subscriptions:subscribe"),
        }
        page = _page(_name(Kind.POSTS, form), context, language=language, site=site)
    style = render_to_string(_STYLE)
    return WebView(_with_style(page, style), style)


def question(
    asks_for: Iterable[str], *, language: str, site: Site | None, is_change: bool
) -> Master:
    """Return the mail that asks for a confirmation, and says nothing else."""
    with override(language):
        subject = _("Please confirm: mail from %(name)s") % {"name": name_of(site)}
        context = {
            "asks_for": tuple(asks_for),
            "is_change": is_change,
            "subject": subject,
        }
        headers = {"Auto-Submitted": "auto-generated"}
        return _made("question", context, language=language, site=site, headers=headers)


def day_of(moment: datetime | None, language: str) -> str:
    """Return a date as it is written in a language, empty for none."""
    with override(language):
        return str(formats.date_format(moment, "DATE_FORMAT")) if moment else ""


def _news(
    kind: str,
    items: tuple[Item, ...],
    form: Form,
    *,
    language: str,
    site: Site | None,
) -> Master:
    headers = {"List-ID": _list_id(kind, site), "Auto-Submitted": "auto-generated"}
    pages = tuple(item.page for item in items if item.page is not None)
    context = {"web_url": ""}
    if kind == Kind.POSTS:
        told = Told(form, pages)
        context = {"web_url": read_address(told, language=language, site=site)}
    with override(language):
        context |= _context(kind, items, form)
        name = _name(kind, form)
        return _made(name, context, language=language, site=site, headers=headers)


def _name(kind: str, form: Form) -> str:
    """Return the name of the template."""
    return "digest" if form is Form.DIGEST else kind


def _context(kind: str, items: tuple[Item, ...], form: Form) -> dict[str, Any]:
    subject = _subject(kind, items, is_digest=form is Form.DIGEST)
    return {"items": items, "subject": subject, "is_whole": form is Form.WHOLE}


def _subject(kind: str, items: tuple[Item, ...], *, is_digest: bool) -> str:
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


def _made(
    name: str,
    context: Mapping[str, object],
    *,
    language: str,
    site: Site | None,
    headers: Mapping[str, str],
) -> Master:
    run = secrets.token_hex(8)
    marks = {place: f"https://{run}.invalid/{place}" for place in _PLACES}
    page = _page(name, {**context, **marks}, language=language, site=site)
    subject = " ".join(str(context["subject"]).split())
    html = _inliner().inline(_with_style(page, render_to_string(_STYLE)))
    return Master(
        _sender(name_of(site)), subject, plain_text(page), html, marks, headers
    )


def _page(
    name: str, context: Mapping[str, object], *, language: str, site: Site | None
) -> str:
    controller = controller_of_site(site.pk if site else None)
    surroundings = {
        "language": language,
        "controller": controller,
        "site_name": name_of(site),
        "contact": _contact(controller),
        "home_url": root_of(site) or "/",
    }
    return render_to_string(f"{_FOLDER}/{name}.html", {**context, **surroundings})


def name_of(site: Site | None) -> str:
    """Return what readers call the site, or else who is responsible for it."""
    return (site.site_name if site else "") or controller_of_site(
        site.pk if site else None
    ).name


def _sender(name: str) -> str:
    """Return whom the mail comes from, with a name unless the setting has one."""
    address = conf.subscriptions_sender
    if "<" in address:
        return address
    harmless = "".join(one for one in name if one.isprintable() and one not in '"\\')
    return f'"{harmless}" <{address}>' if harmless.strip() else address


def _contact(controller: Controller) -> str:
    parts = (controller.name, controller.address, controller.email)
    return ", ".join(" ".join(part.split()) for part in parts if part)


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def _with_style(page: str, style: str) -> str:
    return page.replace("</head>", f"<style>{style}</style></head>", 1)


def _list_id(kind: str, site: Site | None) -> str:
    host = urlsplit(root_of(site)).hostname or "localhost"
    return f"<{kind}.{host}>"
