"""Gather what a spam checker may ask for; the gateway lets out what is declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from privacy_plugin.comments.commentable import (
    Commentable,
    address_of,
    home_of,
    target_of,
)
from privacy_plugin.comments.forms import CommentForm
from privacy_plugin.comments.models import CheckContext, Comment
from privacy_plugin.comments.sender import Sender
from privacy_plugin.comments.spam import SpamChecker, Submission
from privacy_plugin.disclosure.document import activity_in_force
from privacy_plugin.egress.gateway import compose
from privacy_plugin.processing import PersonalData


@dataclass(frozen=True, slots=True)
class OutgoingField:
    """Show one field of a request to be: its name, what it is, and its exact value."""

    name: str
    label: str
    value: str
    is_personal: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Show what would go to one recipient if the writer agrees."""

    recipient: str
    activity: str
    fields: tuple[OutgoingField, ...]


def of_comment(comment: Comment, context: CheckContext) -> Submission:
    """Return the submission of a stored comment; raise NotCommentable if homeless."""
    target = target_of(comment.discussion)
    return Submission(
        text=comment.text,
        name=comment.name,
        email=comment.email,
        website=comment.website,
        kind="reply" if comment.parent_id else "comment",
        permalink=address_of(target),
        language=comment.language,
        submitted_at=comment.submitted_at,
        post_modified_at=getattr(target, "last_published_at", None),
        ip_address=context.ip_address,
        user_agent=context.user_agent,
        blog_url=home_of(target),
    )


def of_form(
    form: CommentForm, target: Commentable, sender: Sender, *, at: datetime
) -> Submission:
    """Return the submission a valid form would become."""
    return Submission(
        text=form.word("text"),
        name=form.word("name"),
        email=form.word("email"),
        website=form.word("website"),
        kind="reply" if form.cleaned_data.get("parent") else "comment",
        permalink=address_of(target),
        language=get_language() or "",
        submitted_at=at,
        post_modified_at=getattr(target, "last_published_at", None),
        ip_address=sender.check_address,
        user_agent=sender.user_agent,
        blog_url=home_of(target),
    )


def outgoing(submission: Submission, checker: SpamChecker) -> Outgoing:
    """Return exactly what the gateway would let out for this submission.

    What the checker adds by itself, a key of the site's own (`secret_names`), is named
    if it is declared; its value is never shown.
    """
    activity = activity_in_force(checker.check_activity)
    secret = activity.wire_names & set(getattr(checker, "secret_names", ()))
    payload = compose(checker.check_activity, checker.values(submission))
    payload |= dict.fromkeys(secret, "")
    personal = {item.sent_as: item for item in activity.data if item.sent_as}
    names = sorted(payload, key=lambda name: (name not in personal, name))
    return Outgoing(
        recipient=activity.recipient.name if activity.recipient else "",
        activity=checker.check_activity,
        fields=tuple(_field(name, payload[name], personal.get(name)) for name in names),
    )


def _field(name: str, value: str, item: PersonalData | None) -> OutgoingField:
    return OutgoingField(
        name=name,
        label=item.label if item else "",
        value=value,
        is_personal=item is not None,
    )
