"""Ask a comment, by the name it has here, whether it is still there and whose it is.

A model of comments says under which name by `followed_as`; it has `is_visible` and
`written_from()`. What no model of this site is called is taken as it was told.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from privacy_plugin.subscriptions.models import (
    Kind,
    Mailing,
    PendingSubscription,
    Subscription,
)
from privacy_plugin.subscriptions.models.email_addresses import canonical


def is_published(source: str) -> bool:
    """Say whether everybody can read the comment now."""
    rows = _rows(source)
    if rows is None:
        return True
    comment: Any = rows.first()
    return comment is not None and bool(comment.is_visible)


def exclude_author(
    subscriptions: QuerySet[Subscription], mailing: Mailing
) -> QuerySet[Subscription]:
    """Leave out who wrote the comment: nobody needs mail about their own words.

    The writer is known by the address beside the comment, and by having asked for the
    replies to it, confirmed or not.
    """
    source = mailing.source
    confirmed = Subscription.objects.filter(kind=Kind.REPLIES, target=source)
    unconfirmed = (
        mailbox
        for mailbox, choices in PendingSubscription.objects.values_list(
            "mailbox", "choices"
        )
        if any(choice["target"] == source for choice in choices)
    )
    return subscriptions.exclude(subscriber__in=confirmed.values("subscriber")).exclude(
        subscriber__mailbox__in=[*_addresses(source), *unconfirmed]
    )


def _addresses(source: str) -> list[str]:
    rows = _rows(source)
    comment: Any = rows.first() if rows is not None else None
    found = comment.written_from() if comment is not None else ()
    return [canonical(email) for email in found if email]


def _rows(source: str) -> QuerySet[Any] | None:
    name, _colon, number = source.partition(":")
    for model in apps.get_models():
        if getattr(model, "followed_as", "") == name:
            key = int(number) if number.isdecimal() else 0
            return model._default_manager.filter(pk=key)
    return None
