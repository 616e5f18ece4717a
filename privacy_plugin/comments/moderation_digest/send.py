"""Remind editors of comments that wait: claimed first, mailed then, and never twice.

The claim moves `due_at` and notes the comments as told, in one transaction with the
permit; the mail leaves after it. Who dies in between has sent nothing twice. Only what
the mail server has certainly not taken is tried again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from privacy_plugin.background.schedule import next_occurrence
from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.editor_processing import REMINDER
from privacy_plugin.comments.models import Comment, Frequency, Reminded, Reminder, Scope
from privacy_plugin.comments.moderation.permissions import (
    ACTION,
    can_moderate,
    comment_policy,
)
from privacy_plugin.comments.moderation_digest.email import (
    build_digest_email,
    get_recipient,
)
from privacy_plugin.comments.moderation_digest.queue import (
    ModerationQueue,
    WaitingComment,
)
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import EgressError, MailDeferred, MailUnavailable
from privacy_plugin.egress.mail.connection import ADDRESS, CONTENT, MailConnection
from privacy_plugin.egress.mail.message import EmailContent
from privacy_plugin.egress.permit import Permit

logger = logging.getLogger(__name__)

COLLECT = timedelta(minutes=3)  # so long the first waits for others
PAUSE = timedelta(minutes=15)  # between two mails to the same editor
RETRY = timedelta(minutes=5)  # after the first refusal, then twice as long
LONGEST_RETRY = timedelta(days=1)
SLICE_SECONDS = 15.0
_TROUBLES_IN_A_ROW = 2
_MOST_DOUBLINGS = 9
_ENTER = "wagtailadmin.access_admin"


@dataclass(frozen=True, slots=True)
class DigestClaim:
    """Hold what one editor is going to be told, and of which they did not know."""

    reminder: Reminder
    due_at: datetime
    news: list[int]
    permit: Permit
    email: EmailContent


def send_due_digests(*, at: datetime, seconds: float = SLICE_SECONDS) -> int:
    """Send what is due; return how many mails were handed over."""
    Reminded.objects.forget_decided()
    if Comment.objects.waiting_for_person().exists():
        _begin_with_moderators(at)
    queue = ModerationQueue()
    ends_at = time.monotonic() + seconds
    sent = troubles = 0
    with MailConnection() as line:
        for reminder in Reminder.objects.due(at).select_related("editor"):
            if time.monotonic() > ends_at or troubles >= _TROUBLES_IN_A_ROW:
                break
            try:
                sent += _remind(reminder, queue, line, at=at)
                troubles = 0
            except MailUnavailable:
                break
            except EgressError:
                troubles += 1
            except Exception as error:  # noqa: BLE001 - others are to get their mail
                kind = type(error).__name__  # what it says may hold an address
                logger.error("An editor could not be reminded: %s", kind)  # noqa: TRY400
                _take(reminder, due_at=at + RETRY)
    return sent


def get_frequency(reminder: Reminder | None, editor: AbstractBaseUser) -> Frequency:
    """Return how often an editor is reminded: as chosen, else as their task suggests.

    Who decides about comments is reminded once a day, nobody else.
    """
    if reminder is not None and reminder.pace:
        return Frequency(reminder.pace)
    return Frequency.DAILY if can_moderate(editor) else Frequency.NEVER


def get_email(editor: AbstractBaseUser) -> str:
    """Return an editor's address, empty for none."""
    return str(getattr(editor, editor.get_email_field_name(), "") or "")


def get_next_due(
    pace: Frequency, editor: AbstractBaseUser, *, at: datetime
) -> datetime:
    """Return when an editor of this pace may get the next mail, after one at `at`."""
    if pace is Frequency.AT_ONCE:
        return at + PAUSE
    profile = getattr(editor, "wagtail_userprofile", None)
    zone = getattr(profile, "current_time_zone", "")
    return next_occurrence(comments_conf.digest_hour, after=at, zone_name=zone)


def _begin_with_moderators(at: datetime) -> None:
    """Give each moderator a row; the first mail comes at the next usual hour."""
    moderators = comment_policy.users_with_permission(ACTION)
    new = moderators.filter(comment_reminder__isnull=True).distinct()
    rows = [
        Reminder(
            editor_id=editor.pk, due_at=get_next_due(Frequency.DAILY, editor, at=at)
        )
        for editor in new
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def _remind(
    reminder: Reminder, queue: ModerationQueue, line: MailConnection, *, at: datetime
) -> bool:
    """Tell one editor what is new to them; return whether a mail left.

    Raises EgressError.
    """
    editor: AbstractBaseUser = reminder.editor
    pace = get_frequency(reminder, editor)
    if not _can_be_mailed(editor) or pace is Frequency.NEVER:
        _take(reminder, due_at=get_next_due(Frequency.DAILY, editor, at=at))
        return False
    moderated = queue.moderated_by(editor) if can_moderate(editor) else ()
    is_own = not can_moderate(editor) or reminder.scope == Scope.OWN
    comments = queue.below_pages_of(editor) if is_own else moderated
    decides = set(comments) <= set(moderated)
    to = get_recipient(editor, decides=decides, is_own=is_own)
    news = list(_news(reminder, comments))
    is_ripe = any(one.since <= at - COLLECT for one in news)
    if pace is Frequency.AT_ONCE and not is_ripe:
        return False
    if not news:
        _take(reminder, due_at=get_next_due(pace, editor, at=at))
        return False
    line.ensure_open()
    mail = build_digest_email(comments, queue, to)
    claim = _claim(reminder, [one.comment_id for one in news], pace, mail, at=at)
    if claim is None:
        return False
    try:
        line.send(claim.permit, claim.email)
    except (MailDeferred, MailUnavailable):
        _take_back(claim, at=at)
        raise
    return True


def _can_be_mailed(editor: AbstractBaseUser) -> bool:
    """Say whether an editor has an address and may enter the admin."""
    has_perm = getattr(editor, "has_perm", None)
    return bool(get_email(editor) and has_perm and has_perm(_ENTER))


def _news(
    reminder: Reminder, comments: tuple[WaitingComment, ...]
) -> Iterator[WaitingComment]:
    told = set(reminder.reminded.values_list("comment_id", flat=True))
    return (one for one in comments if one.comment_id not in told)


def _claim(
    reminder: Reminder,
    news: list[int],
    pace: Frequency,
    mail: EmailContent,
    *,
    at: datetime,
) -> DigestClaim | None:
    """Take the row, unless another worker, or the editor, was faster."""
    with transaction.atomic():
        there = set(Comment.objects.waiting_for_person().values_list("pk", flat=True))
        news = [key for key in news if key in there]
        due_at = get_next_due(pace, reminder.editor, at=at)
        if not news or not _take(reminder, due_at=due_at, mailed_at=at):
            return None
        Reminded.objects.note(reminder, news)
        permit = gateway.authorize(
            REMINDER,
            subject=SubjectKey(""),
            values={ADDRESS: get_email(reminder.editor), CONTENT: "waiting"},
            at=at,
        )
    return DigestClaim(reminder, due_at, news, permit, mail)


def _take_back(claim: DigestClaim, *, at: datetime) -> None:
    """Try again later what the server has certainly not taken, ever more rarely."""
    before = claim.reminder
    pause = min(RETRY * 2 ** min(before.tries, _MOST_DOUBLINGS), LONGEST_RETRY)
    with transaction.atomic():
        mine = Reminder.objects.filter(pk=before.pk, due_at=claim.due_at)
        Reminded.objects.take_back(before, claim.news)
        mine.update(
            due_at=at + pause, mailed_at=before.mailed_at, tries=before.tries + 1
        )


def _take(reminder: Reminder, **changes: object) -> bool:
    """Change the row if it still is as it was read; say whether it was."""
    names = ("pk", "due_at", "pace", "scope")
    as_it_was = {name: getattr(reminder, name) for name in names}
    changes.setdefault("tries", 0)
    return bool(Reminder.objects.filter(**as_it_was).update(**changes))
