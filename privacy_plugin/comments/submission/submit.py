"""Store a comment with its consents, in one transaction.

The local heuristics decide first. The consents are recorded; only then, and only if a
check follows, the client IP is kept until it is done. After the commit a task receives
the comment's id and nothing else.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.comments import tasks
from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.discussions.context import CommentContext
from privacy_plugin.comments.discussions.targets import is_authored_by
from privacy_plugin.comments.errors import (
    ParentNotFound,
    RateLimited,
)
from privacy_plugin.comments.models import (
    NAME_LENGTH,
    Comment,
    Discussion,
    EventType,
    Policy,
    State,
)
from privacy_plugin.comments.moderation.actions import (
    Entry,
    record_events,
    send_state_signals,
)
from privacy_plugin.comments.moderation.permissions import can_skip_moderation
from privacy_plugin.comments.processing.readers import RATE_WINDOW
from privacy_plugin.comments.spam_check.client_info import ClientInfo
from privacy_plugin.comments.spam_check.enqueue import begin_check
from privacy_plugin.comments.submission import spam_heuristics
from privacy_plugin.comments.submission.forms import CommentForm
from privacy_plugin.consent import subject as subjects
from privacy_plugin.http.rate_limit import is_rate_limited


def lock_parent(discussion: Discussion, key: int | None) -> Comment | None:
    """Return the comment that is answered, None for none; raise ParentNotFound.

    It is held until the transaction ends, so that nobody erases it meanwhile.
    """
    if key is None:
        return None
    answerable = discussion.comments.comments().visible()
    parent = answerable.select_for_update().filter(pk=key).first()
    if parent is None:
        raise ParentNotFound
    return parent


def submit_comment(
    context: CommentContext, form: CommentForm, client: ClientInfo
) -> Comment:
    """Store a valid form as a comment and order what follows; return the comment.

    Raises CommentRejected where it cannot be taken; nothing is stored then.
    """
    context.require_open()
    target, at, editor = context.target, context.at, client.editor
    if editor is not None and not can_skip_moderation(editor, target, context.site_id):
        editor = None  # somebody of another site is a reader here
    if editor is None and _is_rate_limited(client.address, at=at):
        raise RateLimited
    with transaction.atomic():
        discussion = context.get_or_create_discussion()
        parent = lock_parent(discussion, form.cleaned_data.get("parent"))
        comment = form.build_comment(context)
        comment.discussion = discussion
        comment.place_below(parent)
        comment.editor_id = editor.pk if editor is not None else None
        comment.subject_key = subjects.new_subject_key()
        if editor is None:
            comment.local_verdict = spam_heuristics.check_comment(
                form.build_draft(comment), context.settings, discussion, parent, at=at
            )
        comment.is_author = editor is not None and is_authored_by(target, editor)
        if editor is not None and comment.is_author and not comment.name:
            comment.name = _name_of(editor)
        placement = _place(comment, context.rules.policy, at=at)
        comment.save(force_insert=True)
        _store_beginning(comment, form, client, placement, at=at)
        if comment.state != State.SUSPECTED:  # nobody is written to because of spam
            for extension in form.extensions:
                extension.save_with_comment(comment, at=at)
        run_after_commit(tasks.schedule_check, comment.pk)
    return comment


def _is_rate_limited(address: str, *, at: datetime) -> bool:
    """Count one comment from `address` and say whether it is one too many."""
    return is_rate_limited(
        "privacy_comments.flood",
        address,
        limit=comments_conf.rate_limit,
        period=RATE_WINDOW,
        at=at,
    )


def _name_of(editor: AbstractBaseUser) -> str:
    full_name = getattr(editor, "get_full_name", str)
    return str(full_name())[:NAME_LENGTH]


def _place(comment: Comment, policy: Policy, *, at: datetime) -> Entry:
    """Give a new comment the state its local verdict and the policy lead to."""
    verdict = comment.verdict
    if verdict.is_probably_spam:
        comment.state, comment.rejected_at = State.SUSPECTED, at
        return EventType.SUSPECTED, verdict
    if verdict:
        return EventType.HELD, verdict
    if comment.editor_id or policy == Policy.OPEN:
        comment.state = State.APPROVED
        return EventType.APPROVED, "editor" if comment.editor_id else policy
    return EventType.HELD, policy


def _store_beginning(
    comment: Comment,
    form: CommentForm,
    client: ClientInfo,
    placement: Entry,
    *,
    at: datetime,
) -> None:
    """Store what belongs to a new comment: consents, check and history."""
    subject = subjects.SubjectKey(comment.subject_key)
    records = form.record_consents(
        subject, method="form:comment", at=at, is_new_subject=True
    )
    given = [record.activity for record in records]
    record_events(
        comment,
        (EventType.SUBMITTED, ""),
        *((EventType.CONSENT_GIVEN, activity) for activity in given),
        placement,
        begin_check(comment, client, given, at=at),
        at=at,
    )
    if placement[0] != EventType.HELD:
        send_state_signals([comment.pk], State(comment.state))
