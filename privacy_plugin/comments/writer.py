"""What a writer can do afterwards with a comment of theirs, by its private link.

Edit it for a short while, give or take back a consent, delete it. The link is the
authority; there is no account. Source: GDPR Art. 7(3), 15–17.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from privacy_plugin.comments import local, markdown, tasks
from privacy_plugin.comments.checker import ready_checker
from privacy_plugin.comments.commentable import (
    NotCommentable,
    rules_for,
    settings_for,
    site_of,
    target_of,
)
from privacy_plugin.comments.forms import ConsentForm, EditForm
from privacy_plugin.comments.models import (
    CheckState,
    Comment,
    CommentSettings,
    NotChecked,
    Policy,
    SpamCheck,
    State,
    What,
)
from privacy_plugin.comments.moderation import end_checks, record, set_state
from privacy_plugin.comments.ordering import (
    EDIT,
    order_check,
    skip_check,
)
from privacy_plugin.comments.refusals import CommentGone, TooLateToEdit
from privacy_plugin.comments.sender import Sender
from privacy_plugin.conf import conf
from privacy_plugin.consent import ledger
from privacy_plugin.consent import subject as subjects
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.rights import withdrawal

_LATER = {NotChecked.NO_CONSENT, NotChecked.WITHDRAWN, NotChecked.NO_IP}
_VOID_ON_EDIT = {
    CheckState.HAM,
    CheckState.HAM_PROVISIONAL,
    CheckState.SENDING,
    CheckState.GAVE_UP,
    CheckState.ERROR,
}


def link_to(comment: Comment) -> str:
    """Return the token of the private link to a comment."""
    return subjects.sign(subjects.SubjectKey(comment.subject_key))


def find_own(subject: subjects.SubjectKey) -> Comment:
    """Return the comment of this subject key; raise CommentGone if it is deleted."""
    comment = (
        Comment.objects.filter(subject_key=subject)
        .exclude(subject_key="")
        .select_related("discussion")
        .first()
    )
    if comment is None:
        raise CommentGone
    return comment


def edit_until(comment: Comment) -> datetime:
    """Return until when the words can be changed."""
    return comment.submitted_at + conf.comments_edit_window


def can_edit(comment: Comment, *, at: datetime) -> bool:
    """Say whether the writer may still change the words."""
    is_open = comment.state in {State.PENDING, State.APPROVED}
    return is_open and at <= edit_until(comment)


def edit(comment: Comment, form: EditForm, sender: Sender, *, at: datetime) -> None:
    """Change the words; what was found about the old ones does not count any more.

    Raises TooLateToEdit, CommentGone.
    """
    with transaction.atomic():
        comment = _locked(comment)
        if not can_edit(comment, at=at):
            raise TooLateToEdit
        if not _change(comment, form):
            return
        settings = _settings(comment)
        draft = local.Draft(
            target="",
            stamp="",
            trap="",
            text=comment.text,
            name=comment.name,
            website=comment.website,
        )
        if not comment.editor_id:
            comment.local_verdict = local.inspect_words(draft, settings)
        comment.edited_at = max(at, timezone.now())  # after waiting for the lock
        comment.save()
        record(comment, What.EDITED, at=at)
        if not comment.editor_id:
            _place_again(comment, settings, at=at)
            _check_again(comment, sender, at=at)
            transaction.on_commit(lambda: tasks.enqueue_check(comment.pk))


def erase(comment: Comment, *, at: datetime) -> None:
    """Delete the comment for good, and take back what was agreed for it."""
    subject = subjects.SubjectKey(comment.subject_key)
    with transaction.atomic():
        _locked(comment)
        for entry in ledger.standing(subject, at=at):
            if entry.is_given:
                ledger.withdraw(subject, entry.activity, method="link:delete", at=at)
        Comment.objects.filter(pk=comment.pk).erase()


def agree(comment: Comment, form: ConsentForm, sender: Sender, *, at: datetime) -> None:
    """Record consents given later, and order the check they allow.

    The check gets the address of this request, for none was kept before.
    """
    with transaction.atomic():
        comment = _locked(comment)
        subject = subjects.SubjectKey(comment.subject_key)
        records = form.record_consents(subject, method="link:agree", at=at)
        for consent in records:
            record(comment, What.CONSENT_GIVEN, at=at, reason=consent.activity)
        if records and comment.state == State.PENDING and not comment.local_verdict:
            _check_later(comment, sender, at=at)
            transaction.on_commit(lambda: tasks.enqueue_check(comment.pk))


def withdraw(comment: Comment, activity: str, *, at: datetime) -> None:
    """Take one consent back, and with it every sending that has not begun."""
    with transaction.atomic():
        comment = _locked(comment)
        subject = subjects.SubjectKey(comment.subject_key)
        try:
            withdrawal.withdraw(subject, activity, method="link:withdraw", at=at)
        except NothingToWithdraw:
            return
        record(comment, What.CONSENT_WITHDRAWN, at=at, reason=activity)
        if _needed_next(comment) == activity:
            end_checks([comment.pk], NotChecked.WITHDRAWN)


def asked_later(comment: Comment) -> tuple[str, ...]:
    """Return the activities that can still be agreed to for this comment."""
    checker = ready_checker()
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
    return ledger.permits(subject, activity, at=timezone.now())


def _needed_next(comment: Comment) -> str:
    check = SpamCheck.objects.filter(comment=comment).first()
    checker = ready_checker()
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
        raise CommentGone
    return locked


def _settings(comment: Comment) -> CommentSettings:
    try:
        return settings_for(site_of(target_of(comment.discussion)))
    except NotCommentable:
        raise CommentGone from None


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
    comment.fingerprint = local.fingerprint(comment.text)
    return before != (comment.text, comment.name, comment.website, comment.email)


def _place_again(comment: Comment, settings: CommentSettings, *, at: datetime) -> None:
    rules = rules_for(target_of(comment.discussion), settings, at=at)
    verdict = comment.verdict
    if verdict.is_spam:
        set_state(comment, State.SPAM, at=at)
        record(comment, What.MARKED_SPAM, at=at, reason=verdict)
    elif comment.state == State.APPROVED and (verdict or rules.policy != Policy.OPEN):
        set_state(comment, State.PENDING, at=at)
        record(comment, What.HELD, at=at, reason=verdict or EDIT)


def _check_again(comment: Comment, sender: Sender, *, at: datetime) -> None:
    check = SpamCheck.objects.filter(comment=comment).first()
    if comment.local_verdict:
        skip_check(comment, NotChecked.LOCAL, at=at)
    elif check is not None and check.state in _VOID_ON_EDIT:
        order_check(comment, sender, at=at, recheck_reason=EDIT)
    elif check is not None and check.reason == NotChecked.LOCAL:
        order_check(comment, sender, at=at)  # held until now, and never sent


def _check_later(comment: Comment, sender: Sender, *, at: datetime) -> None:
    check = SpamCheck.objects.filter(comment=comment).first()
    checker = ready_checker()
    if check is None or checker is None:
        return
    if check.state == CheckState.NOT_CHECKED and check.reason in _LATER:
        order_check(comment, sender, at=at)
    elif check.state == CheckState.HAM_PROVISIONAL and check.due_at is None:
        order_check(comment, sender, at=at, recheck_reason="recheck")
