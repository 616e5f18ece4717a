"""Send reminders about waiting comments: claimed first, then sent at most once.

The claim marks the comments as told, in one transaction with the permit; the mail is
sent afterwards. Only what the mail server has certainly not accepted is retried.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from privacy_plugin.background.schedule import next_occurrence
from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.models import (
    Comment,
    Frequency,
    RemindedComment,
    Reminder,
    ReminderQuerySet,
    Scope,
)
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
from privacy_plugin.comments.processing.editors import REMINDER
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.activities import is_in_force
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import EgressError, MailDeferred, MailUnavailable
from privacy_plugin.egress.mail.connection import ADDRESS, CONTENT, MailConnection
from privacy_plugin.egress.permit import Permit
from privacy_plugin.work_queue import Backoff, WorkSession, find_stale

logger = logging.getLogger(__name__)

COLLECT = timedelta(minutes=3)  # so long the first waits for others
PAUSE = timedelta(minutes=15)  # between two mails to the same editor
BACKOFF = Backoff(first=timedelta(minutes=5), longest=timedelta(days=1))
LEASE = timedelta(minutes=10)  # no mail server is waited for that long
SESSION_SECONDS = 15.0
_MAX_FAILURES = 2
_ENTER = "wagtailadmin.access_admin"


def send_due_digests(*, at: datetime, seconds: float = SESSION_SECONDS) -> int:
    """Send what is due; return how many mails were handed over."""
    if not is_in_force(REMINDER):
        return 0
    RemindedComment.objects.forget_decided()
    recover_stale_digests(at=at)
    if Comment.objects.waiting_for_person().exists():
        _begin_with_moderators(at)
    queue = ModerationQueue()
    session = WorkSession(seconds=seconds, max_failures=_MAX_FAILURES)
    sent = 0
    with MailConnection() as line:
        for reminder in Reminder.objects.due(at).select_related("editor"):
            if not session.may_continue:
                break
            try:
                sent += _remind(reminder, queue, line, at=at)
                session.record_success()
            except EgressError as error:
                is_outage = isinstance(error, MailUnavailable)
                session.record_failure(is_outage=is_outage)
            except Exception as error:  # noqa: BLE001 - others are to get their mail
                kind = type(error).__name__  # what it says may hold an address
                logger.error("An editor could not be reminded: %s", kind)  # noqa: TRY400
                _get_unchanged(reminder).update(due_at=at + BACKOFF.first)
    return sent


def recover_stale_digests(*, at: datetime) -> None:
    """Settle the claims of killed workers."""
    not_sent = find_stale(Reminder.objects.all(), at=at, lease=LEASE).not_sent
    with transaction.atomic():
        untold = not_sent.values("transmission")
        RemindedComment.objects.filter(transmission__in=untold).delete()
        not_sent.retry(due_at=at)
    others = Reminder.objects.filter(claimed_at__lt=at - LEASE)
    for reminder in others.select_related("editor"):
        _finish(reminder, at=reminder.claimed_at or at)


def get_frequency(reminder: Reminder | None, editor: AbstractBaseUser) -> Frequency:
    """Return how often an editor is reminded: as chosen, else as their task suggests.

    Who decides about comments is reminded once a day, nobody else.
    """
    if reminder is not None and reminder.frequency:
        return Frequency(reminder.frequency)
    return Frequency.DAILY if can_moderate(editor) else Frequency.NEVER


def get_email(editor: AbstractBaseUser) -> str:
    """Return an editor's address, empty for none."""
    return str(getattr(editor, editor.get_email_field_name(), "") or "")


def get_next_due(
    frequency: Frequency, editor: AbstractBaseUser, *, at: datetime
) -> datetime:
    """Return when an editor may get the next mail, after one at `at`."""
    if frequency is Frequency.AT_ONCE:
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
    frequency = get_frequency(reminder, editor)
    if not _can_be_mailed(editor) or frequency is Frequency.NEVER:
        _postpone(reminder, Frequency.DAILY, at=at)
        return False
    moderated = queue.moderated_by(editor) if can_moderate(editor) else ()
    is_own = not can_moderate(editor) or reminder.scope == Scope.OWN
    comments = queue.filter_below_pages_of(editor) if is_own else moderated
    decides = set(comments) <= set(moderated)
    to = get_recipient(editor, decides=decides, is_own=is_own)
    news = _get_news(reminder, comments)
    is_ripe = any(one.since <= at - COLLECT for one in news)
    if frequency is Frequency.AT_ONCE and not is_ripe:
        return False
    if not news:
        _postpone(reminder, frequency, at=at)
        return False
    line.ensure_open()
    email = build_digest_email(comments, queue, to)
    permit = _claim(reminder, {one.comment_id for one in news}, at=at)
    if permit is None:
        return False
    try:
        line.send(permit, email)
    except (MailDeferred, MailUnavailable):
        _retry(reminder, at=at)
        raise
    except EgressError:
        _finish(reminder, at=at)
        raise
    _finish(reminder, at=at)
    return True


def _can_be_mailed(editor: AbstractBaseUser) -> bool:
    """Say whether an editor has an address and may enter the admin."""
    has_perm = getattr(editor, "has_perm", None)
    return bool(get_email(editor) and has_perm and has_perm(_ENTER))


def _get_news(
    reminder: Reminder, comments: tuple[WaitingComment, ...]
) -> list[WaitingComment]:
    told = set(reminder.comments.values_list("comment_id", flat=True))
    return [one for one in comments if one.comment_id not in told]


def _get_unchanged(reminder: Reminder) -> ReminderQuerySet:
    """Return the row, unless another worker, or the editor, was faster."""
    names = ("pk", "due_at", "frequency", "scope")
    return Reminder.objects.filter(**{name: getattr(reminder, name) for name in names})


def _postpone(reminder: Reminder, frequency: Frequency, *, at: datetime) -> None:
    due_at = get_next_due(frequency, reminder.editor, at=at)
    _get_unchanged(reminder).update(due_at=due_at, tries=0)


def _claim(reminder: Reminder, news: set[int], *, at: datetime) -> Permit | None:
    """Claim the row, and record which waiting comments the mail mentions."""
    with transaction.atomic():
        waiting = Comment.objects.waiting_for_person().values_list("pk", flat=True)
        told = sorted(news.intersection(waiting))
        unchanged = _get_unchanged(reminder)
        if not told or not unchanged.lock():
            return None
        permit = gateway.authorize(
            REMINDER,
            subject=SubjectKey(""),
            values={ADDRESS: get_email(reminder.editor), CONTENT: "waiting"},
            at=at,
        )
        reminder.transmission = permit.transmission_id
        unchanged.claim(at=at, transmission=reminder.transmission)
        RemindedComment.objects.add(reminder, told, permit.transmission_id)
    return permit


def _get_claimed(reminder: Reminder) -> ReminderQuerySet:
    claimed = Reminder.objects.claimed()
    return claimed.filter(pk=reminder.pk, transmission=reminder.transmission)


def _retry(reminder: Reminder, *, at: datetime) -> None:
    """Try again later what the server has certainly not taken, ever more rarely."""
    due_at = BACKOFF.next_try(reminder.tries + 1, at=at)
    with transaction.atomic():
        reminder.comments.filter(transmission=reminder.transmission).delete()
        _get_claimed(reminder).retry(due_at=due_at or at)


def _finish(reminder: Reminder, *, at: datetime) -> None:
    """Wait for the next mail; this one left, perhaps, or is never taken."""
    frequency = get_frequency(reminder, reminder.editor)
    due_at = get_next_due(frequency, reminder.editor, at=at)
    _get_claimed(reminder).retry(due_at=due_at, tries=0, mailed_at=at)
