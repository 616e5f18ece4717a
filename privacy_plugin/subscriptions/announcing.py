"""Hear of a first publication, and begin to tell it.

Wagtail says *published* each time an editor presses the button. Only the first time
counts: then, and only then, both of a page's dates are the same. What was imported has
the dates of its old home, so nobody is told of it.
"""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from wagtail.signals import page_published

from privacy_plugin.subscriptions import tasks
from privacy_plugin.subscriptions.announceable import (
    AnnounceableMixin,
    is_public,
    name_of,
)
from privacy_plugin.subscriptions.models import Kind, Mailing


def listen() -> None:
    """Connect to Wagtail's signal, once."""
    page_published.connect(_hear, dispatch_uid="privacy_subscriptions")


def announce(page: models.Model) -> Mailing | None:
    """Begin to tell subscribers of a page; None where nobody is to be told.

    Safe to call again: one page is told once.
    """
    if not isinstance(page, AnnounceableMixin) or not _is_first(page):
        return None
    if not page.announce or not is_public(page):
        return None
    facts: Any = page
    mailing, is_new = Mailing.objects.get_or_create(
        kind=Kind.POSTS,
        source=name_of(page),
        defaults={
            "site": facts.get_site(),
            "language": facts.locale.language_code,
            "title": facts.title,
            "url": facts.full_url or "",
            "created_at": facts.first_published_at,
        },
    )
    if is_new:
        transaction.on_commit(tasks.enqueue_delivery)
    return mailing


def _hear(instance: models.Model, **_kwargs: object) -> None:
    announce(instance)


def _is_first(page: models.Model) -> bool:
    first = getattr(page, "first_published_at", None)
    return first is not None and first == getattr(page, "last_published_at", None)
