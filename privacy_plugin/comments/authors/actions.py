"""What a writer can do with their comment by its private link.

Edit it for a short while, give or withdraw a consent, delete it. There is no account:
whoever has the link may do so. Source: GDPR Art. 7(3), 15–17.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.comments import tasks
from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.discussions.context import CommentContext, resolve_context
from privacy_plugin.comments.discussions.targets import get_target
from privacy_plugin.comments.errors import (
    CommentNotFound,
    EditWindowClosed,
    TargetNotFound,
)
from privacy_plugin.comments.models import (
    SET_ASIDE,
    CheckState,
    Comment,
    EventType,
    Policy,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation.actions import (
    cancel_checks,
    record_event,
    set_state,
    was_decided_by_person,
)
from privacy_plugin.comments.spam_check.checker import get_ready_spam_checker
from privacy_plugin.comments.spam_check.client_info import ClientInfo
from privacy_plugin.comments.spam_check.enqueue import (
    EDIT,
    enqueue_check,
    skip_check,
)
from privacy_plugin.comments.submission import spam_heuristics
from privacy_plugin.comments.submission.disclosure import COMMENT_FORM
from privacy_plugin.comments.submission.forms import ConsentForm, EditForm
from privacy_plugin.comments.text import markdown
from privacy_plugin.consent import ledger
from privacy_plugin.consent import subject as subjects
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.consent.revocation_log import log_revocation
from privacy_plugin.disclosure.activities import is_in_force
from privacy_plugin.rights import withdrawal
from privacy_plugin.rights.storage_reserve import uses_storage_reserve

_LATER = {
    SkipReason.NO_CONSENT,
    SkipReason.WITHDRAWN,
    SkipReason.NO_IP,
    SkipReason.MOVED,
}
_VOID_ON_EDIT = {
    CheckState.HAM,
    CheckState.HAM_PROVISIONAL,
    CheckState.SENDING,
    CheckState.GAVE_UP,
    CheckState.ERROR,
}


def get_private_token(comment: Comment) -> str:
    """Return the token of the private link to a comment."""
    return subjects.sign(subjects.SubjectKey(comment.subject_key))


def get_comment(subject: subjects.SubjectKey) -> Comment:
    """Return the comment of this key; raise CommentNotFound if it is deleted."""
    comment = (
        Comment.objects.filter(subject_key=subject)
        .exclude(subject_key="")
        .select_related("discussion")
        .first()
    )
    if comment is None:
        raise CommentNotFound
    return comment


def get_edit_deadline(comment: Comment) -> datetime:
    """Return until when the words can be changed."""
    return comment.submitted_at + comments_conf.edit_window


def can_edit(comment: Comment, *, at: datetime) -> bool:
    """Say whether the writer may still change the words."""
    return not COMMENT_FORM.missing and at <= get_edit_deadline(comment)


def edit(comment: Comment, form: EditForm, client: ClientInfo, *, at: datetime) -> None:
    """Change the words; what was found about the old ones does not count any more.

    A comment that was set aside stays so until somebody reads it. Raises
    EditWindowClosed, CommentNotFound.
    """
    with transaction.atomic():
        comment = _locked(comment)
        if not can_edit(comment, at=at):
            raise EditWindowClosed
        if not _change(comment, form):
            return
        context = _get_context(comment, at=at)
        draft = spam_heuristics.Draft(
            honeypot="",
            html=comment.html,
            name=comment.name,
            website=comment.website,
        )
        is_judged_again = not comment.editor_id and comment.state not in SET_ASIDE
        if is_judged_again:
            comment.local_verdict = spam_heuristics.check_words(draft, context.settings)
        comment.edited_at = max(at, timezone.now())  # after waiting for the lock
        comment.save()
        record_event(comment, EventType.EDITED, at=at)
        if is_judged_again:
            _place_again(comment, context.rules.policy, at=at)
            _check_again(comment, client, at=at)
            run_after_commit(tasks.schedule_check, comment.pk)


def can_request_review(comment: Comment) -> bool:
    """Say whether only programs have judged a comment that is taken for spam."""
    is_spam = comment.state in {State.SUSPECTED, State.SPAM}
    return is_spam and not was_decided_by_person(comment)


def request_review(comment: Comment, *, at: datetime) -> None:
    """Let a comment that programs took for spam wait for a person; does no harm twice.

    Raises CommentNotFound.
    """
    with transaction.atomic():
        comment = _locked(comment)
        if can_request_review(comment):
            set_state(comment, State.PENDING, at=at)
            record_event(comment, EventType.REVIEW_REQUESTED, at=at)


@uses_storage_reserve
def erase(comment: Comment, *, at: datetime) -> None:
    """Delete the comment for good, and take back what was agreed for it."""
    subject = subjects.SubjectKey(comment.subject_key)
    with transaction.atomic():
        _locked(comment)
        for entry in ledger.get_current_consents(subject, at=at):
            if entry.is_given:
                ledger.withdraw(subject, entry.activity, method="link:delete", at=at)
        Comment.objects.filter(pk=comment.pk).erase()
        log_revocation("erase", subject, at=at)


def give_consents(
    comment: Comment, form: ConsentForm, client: ClientInfo, *, at: datetime
) -> None:
    """Record consents given later, and order the check they allow.

    The check gets the address of this request, for none was kept before.
    """
    with transaction.atomic():
        comment = _locked(comment)
        subject = subjects.SubjectKey(comment.subject_key)
        records = form.record_consents(subject, method="link:agree", at=at)
        for consent in records:
            record_event(
                comment, EventType.CONSENT_GIVEN, at=at, reason=consent.activity
            )
        if records and comment.state == State.PENDING and not comment.local_verdict:
            _check_later(comment, client, at=at)
            run_after_commit(tasks.schedule_check, comment.pk)


@uses_storage_reserve
def withdraw_consent(comment: Comment, activity: str, *, at: datetime) -> None:
    """Take one consent back, and with it every sending that has not begun."""
    with transaction.atomic():
        comment = _locked(comment)
        subject = subjects.SubjectKey(comment.subject_key)
        try:
            withdrawal.withdraw(subject, activity, method="link:withdraw", at=at)
        except NothingToWithdraw:
            return
        record_event(comment, EventType.CONSENT_WITHDRAWN, at=at, reason=activity)
        if _needed_next(comment) == activity:
            cancel_checks([comment.pk], SkipReason.WITHDRAWN)


def get_late_activities(comment: Comment) -> tuple[str, ...]:
    """Return the activities that can still be agreed to for this comment."""
    checker = get_ready_spam_checker()
    check = SpamCheck.objects.filter(comment=comment).first()
    if checker is None or check is None or comment.state != State.PENDING:
        return ()
    if comment.local_verdict or comment.editor_id:
        return ()
    waits = check.state == CheckState.HAM_PROVISIONAL and check.due_at is None
    if waits:
        return (checker.recheck_activity,)
    can_begin = check.state == CheckState.NOT_CHECKED and check.reason in _LATER
    if can_begin:
        return (checker.check_activity, checker.recheck_activity)
    is_queued = check.state == CheckState.QUEUED and not check.recheck_reason
    if not is_queued or _is_agreed(comment, checker.recheck_activity):
        return ()
    return (checker.recheck_activity,)


def _is_agreed(comment: Comment, activity: str) -> bool:
    subject = subjects.SubjectKey(comment.subject_key)
    now = timezone.now()
    return is_in_force(activity) and ledger.permits(subject, activity, at=now)


def _needed_next(comment: Comment) -> str:
    check = SpamCheck.objects.filter(comment=comment).first()
    checker = get_ready_spam_checker()
    if check is None or checker is None:
        return ""
    is_recheck = check.recheck_reason or check.state == CheckState.HAM_PROVISIONAL
    return checker.recheck_activity if is_recheck else checker.check_activity


def _locked(comment: Comment) -> Comment:
    locked = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("discussion")
        .filter(pk=comment.pk)
        .first()
    )
    if locked is None or not locked.subject_key:
        raise CommentNotFound
    return locked


def _get_context(comment: Comment, *, at: datetime) -> CommentContext:
    try:
        return resolve_context(get_target(comment.discussion), at=at)
    except TargetNotFound:
        raise CommentNotFound from None


def _change(comment: Comment, form: EditForm) -> bool:
    """Put the form's words into the comment; say whether anything differs."""
    before = (comment.text, comment.name, comment.website, comment.email)
    comment.text = form.word("text")
    comment.name = form.word("name")
    if "website" in form.fields:
        comment.website = form.word("website")
    if "email" in form.fields:
        comment.email = form.word("email")
    comment.html = markdown.render(comment.text)
    comment.fingerprint = spam_heuristics.fingerprint(comment.html)
    return before != (comment.text, comment.name, comment.website, comment.email)


def _place_again(comment: Comment, policy: Policy, *, at: datetime) -> None:
    verdict = comment.verdict
    if verdict.is_probably_spam:
        set_state(comment, State.SUSPECTED, at=at)
        record_event(comment, EventType.SUSPECTED, at=at, reason=verdict)
    elif comment.state == State.APPROVED and (verdict or policy != Policy.OPEN):
        set_state(comment, State.PENDING, at=at)
        record_event(comment, EventType.HELD, at=at, reason=verdict or EDIT)


def _check_again(comment: Comment, client: ClientInfo, *, at: datetime) -> None:
    check = SpamCheck.objects.filter(comment=comment).first()
    if comment.local_verdict:
        skip_check(comment, SkipReason.LOCAL, at=at)
    elif check is not None and check.state in _VOID_ON_EDIT:
        enqueue_check(comment, client, at=at, recheck_reason=EDIT)
    elif check is not None and check.reason == SkipReason.LOCAL:
        enqueue_check(comment, client, at=at)  # held until now, and never sent


def _check_later(comment: Comment, client: ClientInfo, *, at: datetime) -> None:
    check = SpamCheck.objects.filter(comment=comment).first()
    checker = get_ready_spam_checker()
    if check is None or checker is None:
        return
    if check.state == CheckState.NOT_CHECKED and check.reason in _LATER:
        enqueue_check(comment, client, at=at)
    elif check.state == CheckState.HAM_PROVISIONAL and check.due_at is None:
        enqueue_check(comment, client, at=at, recheck_reason="recheck")
