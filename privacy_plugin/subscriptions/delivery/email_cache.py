"""Emails rendered during one run: once per language for all recipients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from wagtail.models import Site

from privacy_plugin.subscriptions.delivery.comment_lookup import is_published
from privacy_plugin.subscriptions.emails import render
from privacy_plugin.subscriptions.emails.content import (
    build_page_item,
    sends_full_posts,
)
from privacy_plugin.subscriptions.models import Kind, Mailing
from privacy_plugin.subscriptions.newsletter_page import (
    PageNotPublic,
    get_public_page,
)


class EmailCache:
    """Render each email once, by content and language."""

    def __init__(self) -> None:
        self._emails: dict[tuple[object, ...], render.EmailTemplate] = {}
        self._items: dict[int, render.EmailItem | None] = {}

    def get_item(self, mailing: Mailing) -> render.EmailItem | None:
        """Return what a mailing is about, None if it cannot be read any more."""
        if mailing.pk not in self._items:
            self._items[mailing.pk] = _build_item(mailing)
        return self._items[mailing.pk]

    def get_email(
        self, mailings: Sequence[Mailing], language: str, *, is_digest: bool
    ) -> render.EmailTemplate:
        key = (tuple(mailing.pk for mailing in mailings), language, is_digest)
        if key not in self._emails:
            items = [item for one in mailings if (item := self.get_item(one))]
            self._emails[key] = render.render_newsletter(
                mailings[0].kind,
                items,
                language=language,
                site=get_mailing_site(mailings[0]),
                is_digest=is_digest,
            )
        return self._emails[key]


def get_mailing_site(mailing: Mailing) -> Site:
    """Return the site a mailing is sent for; what has none is not sent at all."""
    if mailing.site is None:
        raise LookupError("Nobody mails for a site that is gone")
    return cast("Site", mailing.site)


def _build_item(mailing: Mailing) -> render.EmailItem | None:
    is_post = mailing.kind == Kind.POSTS
    if mailing.site is None or not (is_post or is_published(mailing.source)):
        return None
    try:
        page = get_public_page(mailing.source if is_post else mailing.target)
    except PageNotPublic:
        return None
    if not is_post:
        return render.EmailItem(mailing.title, mailing.url)
    is_whole = sends_full_posts(mailing.site)
    return build_page_item(page, url=mailing.url, is_whole=is_whole)
