"""Whether a comment still exists, and who wrote it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from privacy_plugin.egress.mail.email_addresses import canonical
from privacy_plugin.subscriptions.models import (
    Kind,
    Mailing,
    PendingSubscription,
    Subscription,
)

COMMENT_PREFIX = "comment:"


def get_comment_reference(comment_id: int) -> str:
    """Return what `target`, `answers` and `source` call a comment."""
    return f"{COMMENT_PREFIX}{comment_id}"


def is_published(source: str) -> bool:
    """Say whether everybody can read the comment now."""
    comment = _find_comment(source)
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
    comment = _find_comment(source)
    if comment is None:
        return []
    found = (comment.email, getattr(comment.editor, "email", ""))
    return [canonical(email) for email in found if email]


def _find_comment(source: str) -> Any:  # noqa: ANN401 - a Comment, or None
    """Return the comment, None where it is gone or comments are not installed."""
    if not apps.is_installed("privacy_plugin.comments"):
        return None
    comments = apps.get_model("privacy_comments", "Comment")._default_manager
    return comments.filter(pk=source.removeprefix(COMMENT_PREFIX)).first()
