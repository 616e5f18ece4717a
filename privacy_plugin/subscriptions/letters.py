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
from urllib.parse import urlsplit

import css_inline
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import Site

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.controller import Controller, controller_of_site
from privacy_plugin.egress.mail import Letter
from privacy_plugin.subscriptions.links import root_of
from privacy_plugin.subscriptions.models import Kind
from privacy_plugin.subscriptions.plain import plain_text

_FOLDER = "privacy_plugin/subscriptions/mail"
_STYLE = f"{_FOLDER}/mail.css"


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one thing a mail tells of."""

    title: str
    url: str
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """Hold what in a mail is one person's own: the links and until when it counts."""

    leave_url: str = ""
    manage_url: str = ""
    confirm_url: str = ""
    refuse_url: str = ""
    until: str = ""


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
    """Return the mail about new posts, about a comment, or a digest of posts."""
    items = tuple(items)
    name = "digest" if is_digest else kind
    with override(language):
        subject = _subject(kind, items, is_digest=is_digest)
        headers = {
            "List-ID": _list_id(kind, site),
            "Auto-Submitted": "auto-generated",
        }
        context = {"items": items, "kind": kind, "subject": subject}
        return _made(name, context, language=language, site=site, headers=headers)


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
    controller = controller_of_site(site.pk if site else None)
    page = render_to_string(
        f"{_FOLDER}/{name}.html",
        {
            **context,
            **marks,
            "language": language,
            "controller": controller,
            "site_name": name_of(site),
            "contact": _contact(controller),
            "home_url": root_of(site) or "/",
        },
    )
    subject = " ".join(str(context["subject"]).split())
    html = _inliner().inline(page.replace("</head>", f"{_style()}</head>", 1))
    return Master(
        _sender(name_of(site)), subject, plain_text(page), html, marks, headers
    )


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


def _style() -> str:
    return f"<style>{render_to_string(_STYLE)}</style>"


def _list_id(kind: str, site: Site | None) -> str:
    host = urlsplit(root_of(site)).hostname or "localhost"
    return f"<{kind}.{host}>"
