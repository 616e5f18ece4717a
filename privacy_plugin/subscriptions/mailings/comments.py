"""Announce published comments to subscribers of a conversation or a comment.

Loaded only if comments are installed. Neither text nor name of a comment is used.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.comments.discussions.targets import (
    get_root_url,
    get_site,
    get_target,
    get_title,
)
from privacy_plugin.comments.errors import TargetNotFound
from privacy_plugin.comments.models import (
    Comment,
    EventType,
    ModerationEvent,
    State,
)
from privacy_plugin.comments.models import Kind as CommentKind
from privacy_plugin.comments.signals import comment_published
from privacy_plugin.prepared_query import PreparedQuery
from privacy_plugin.subscriptions import tasks
from privacy_plugin.subscriptions.delivery.comment_lookup import (
    COMMENT_PREFIX,
    get_comment_reference,
)
from privacy_plugin.subscriptions.models import Kind, Mailing, Subscription

MAX_AGE = timedelta(days=7)  # what was published before is no news any more


def connect() -> None:
    """Connect to the signal of comments, once."""
    comment_published.connect(
        _handle_comment_published, dispatch_uid="privacy_subscriptions"
    )


def create_comment_mailings(*, at: datetime) -> None:
    """Start mailings whose signal was lost because its process was killed."""
    _create_mailings(_find_untold(at - MAX_AGE))


def _handle_comment_published(comment_ids: tuple[int, ...], **_kwargs: object) -> None:
    after = timezone.now() - MAX_AGE
    _create_mailings(_ask_untold(after=after, comment_ids=comment_ids))


def _build_untold(
    after: datetime, comment_ids: tuple[int, ...]
) -> QuerySet[ModerationEvent]:
    return _find_untold(after).filter(comment__in=comment_ids)


_ask_untold: PreparedQuery[ModerationEvent] = PreparedQuery(_build_untold)


def _find_untold(after: datetime) -> QuerySet[ModerationEvent]:
    """Return followed publications since then without a mailing."""
    mailings = Mailing.objects.filter(kind=Kind.THREAD, source=OuterRef("source"))
    follows = Q(kind=Kind.THREAD, target=OuterRef("target")) | Q(
        kind=Kind.REPLIES, target=OuterRef("answers")
    )
    followers = Subscription.objects.filter(follows, confirmed_at__lte=OuterRef("at"))
    publications = ModerationEvent.objects.filter(
        type=EventType.APPROVED,
        at__gt=after,
        comment__kind=CommentKind.COMMENT,
        comment__state=State.APPROVED,
    ).annotate(
        source=_build_reference("comment_id"),
        answers=_build_reference("comment__parent_id"),
        target=Concat(
            F("comment__discussion__target_type"),
            Value(":"),
            F("comment__discussion__target_id"),
        ),
    )
    return (
        publications.filter(~Exists(mailings), Exists(followers))
        .select_related("comment__discussion")
        .order_by("at", "pk")
    )


def _build_reference(column: str) -> Concat:
    return Concat(Value(COMMENT_PREFIX), Cast(column, CharField()))


def _create_mailings(publications: QuerySet[ModerationEvent]) -> None:
    for publication in publications:
        try:
            _create_mailing(publication.comment, at=publication.at)
        except TargetNotFound:
            continue


def _create_mailing(comment: Comment, *, at: datetime) -> None:
    discussion = comment.discussion
    target = get_target(discussion)
    site = get_site(target)
    if site is None:
        return
    parent_id = comment.parent_id
    permalink = reverse("comments:permalink", args=[comment.pk])
    _mailing, is_new = Mailing.objects.get_or_create(
        kind=Kind.THREAD,
        source=get_comment_reference(comment.pk),
        defaults={
            "target": f"{discussion.target_type}:{discussion.target_id}",
            "answers": get_comment_reference(parent_id) if parent_id else "",
            "site": site,
            "title": get_title(target)[:255],
            "url": get_root_url(target) + permalink,
            "created_at": at,
        },
    )
    if is_new:
        run_after_commit(tasks.enqueue_delivery)
