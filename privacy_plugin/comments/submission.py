"""Take a comment in, in one transaction.

What the local checks find decides first. What the writer agreed to goes into the
ledger; only then, and only if a check may follow, the address is kept until it is done.
After the commit a task gets the comment's number and nothing else.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import get_language

from privacy_plugin.comments import local, markdown, tasks
from privacy_plugin.comments.commentable import (
    Commentable,
    Rules,
    discussion_for,
    is_authored_by,
    is_public,
    rules_below,
    settings_for,
    site_of,
)
from privacy_plugin.comments.flood import is_flood
from privacy_plugin.comments.following import tell_submitted
from privacy_plugin.comments.forms import CommentForm
from privacy_plugin.comments.models import (
    NAME_LENGTH,
    Comment,
    CommentSettings,
    Discussion,
    LocalVerdict,
    NotChecked,
    Policy,
    State,
    What,
)
from privacy_plugin.comments.moderation import record, set_state
from privacy_plugin.comments.ordering import order_check, skip_check
from privacy_plugin.comments.refusals import (
    DiscussionClosed,
    DiscussionHidden,
    Flood,
    ParentGone,
)
from privacy_plugin.comments.sender import Sender
from privacy_plugin.consent import subject as subjects


def require_public(target: Commentable) -> None:
    """Raise DiscussionHidden unless every reader can see `target`."""
    if not is_public(target):
        raise DiscussionHidden


def require_open(target: Commentable, *, at: datetime) -> Rules:
    """Return the rules below `target`; raise a Refusal where nobody may comment."""
    require_public(target)
    rules = rules_below(target, at=at)
    if rules.is_closed:
        raise DiscussionClosed
    return rules


def parent_for(discussion: Discussion, key: int | None) -> Comment | None:
    """Return the comment that is answered, None for none; raise ParentGone.

    It is held until the transaction ends, so that nobody erases it meanwhile.
    """
    if key is None:
        return None
    answerable = discussion.comments.comments().visible()
    parent = answerable.select_for_update().filter(pk=key).first()
    if parent is None:
        raise ParentGone
    return parent


def submit(
    target: Commentable, form: CommentForm, sender: Sender, *, at: datetime
) -> Comment:
    """Store a valid form as a comment and order what follows; return the comment.

    Raises a Refusal where the comment cannot be taken; nothing is stored then.
    """
    rules = require_open(target, at=at)
    if sender.editor is None and is_flood(sender.address, at=at):
        raise Flood
    with transaction.atomic():
        discussion = discussion_for(target)
        parent = parent_for(discussion, form.cleaned_data.get("parent"))
        verdict = _inspect(form, sender, settings_for(site_of(target)), at=at)
        comment = _comment(form, discussion, parent, verdict, sender, at=at)
        editor = sender.editor
        comment.is_author = editor is not None and is_authored_by(target, editor)
        if editor is not None and comment.is_author and not comment.name:
            comment.name = _name_of(editor)
        comment.save()
        record(comment, What.SUBMITTED, at=at)
        _record_consents(comment, form, at=at)
        _place(comment, rules.policy, at=at)
        _begin_check(comment, sender, at=at)
        if comment.state != State.SPAM:  # nobody is written to because of spam
            tell_submitted(comment, form.following, at=at)
        transaction.on_commit(lambda: tasks.enqueue_check(comment.pk))
    return comment


def _name_of(editor: AbstractBaseUser) -> str:
    full_name = getattr(editor, "get_full_name", str)
    return str(full_name())[:NAME_LENGTH]


def _inspect(
    form: CommentForm, sender: Sender, settings: CommentSettings, *, at: datetime
) -> LocalVerdict:
    if sender.editor is not None:
        return LocalVerdict.CLEAN
    return local.inspect(form.draft(), settings, at=at)


def _comment(
    form: CommentForm,
    discussion: Discussion,
    parent: Comment | None,
    verdict: LocalVerdict,
    sender: Sender,
    *,
    at: datetime,
) -> Comment:
    text = form.word("text")
    return Comment(
        discussion=discussion,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        name=form.word("name"),
        email=form.word("email"),
        website=form.word("website"),
        text=text,
        html=markdown.render(text),
        editor_id=sender.editor.pk if sender.editor else None,
        subject_key=subjects.mint(),
        language=get_language() or "",
        fingerprint=local.fingerprint(text),
        local_verdict=verdict,
        submitted_at=at,
    )


def _record_consents(comment: Comment, form: CommentForm, *, at: datetime) -> None:
    subject = subjects.SubjectKey(comment.subject_key)
    for consent in form.record_consents(subject, method="form:comment", at=at):
        record(comment, What.CONSENT_GIVEN, at=at, reason=consent.activity)


def _place(comment: Comment, policy: Policy, *, at: datetime) -> None:
    """Give a new comment the state its local verdict and the policy lead to."""
    verdict = comment.verdict
    if verdict.is_spam:
        set_state(comment, State.SPAM, at=at)
        record(comment, What.MARKED_SPAM, at=at, reason=verdict)
    elif verdict:
        record(comment, What.HELD, at=at, reason=verdict)
    elif comment.editor_id or policy == Policy.OPEN:
        set_state(comment, State.APPROVED, at=at)
        record(
            comment,
            What.APPROVED,
            at=at,
            reason="editor" if comment.editor_id else policy,
        )
    else:
        record(comment, What.HELD, at=at, reason=policy)


def _begin_check(comment: Comment, sender: Sender, *, at: datetime) -> None:
    if comment.editor_id:
        skip_check(comment, NotChecked.TRUSTED, at=at)
    elif comment.local_verdict:
        skip_check(comment, NotChecked.LOCAL, at=at)
    else:
        order_check(comment, sender, at=at)
