"""Build the preview of the exact values that a spam checker would receive."""

from __future__ import annotations

from dataclasses import dataclass

from privacy_plugin.comments.discussions.targets import (
    Commentable,
    get_absolute_url,
    get_home_url,
)
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.spam_check.protocol import SpamChecker, Submission
from privacy_plugin.comments.text.visible_text import VisibleText
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.egress.gateway import compose
from privacy_plugin.processing import PersonalData


@dataclass(frozen=True, slots=True)
class OutgoingField:
    """One field of a request: its name, its meaning and its exact value."""

    name: str
    label: str
    value: str
    is_personal: bool


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """What would be sent to one recipient if the writer agrees."""

    recipient: str
    activity: str
    fields: tuple[OutgoingField, ...]

    @property
    def personal_fields(self) -> tuple[OutgoingField, ...]:
        return tuple(field for field in self.fields if field.is_personal)

    @property
    def technical_fields(self) -> tuple[OutgoingField, ...]:
        """Return what holds nothing about the person."""
        return tuple(field for field in self.fields if not field.is_personal)


def build_submission(
    comment: Comment, target: Commentable, *, ip_address: str, user_agent: str
) -> Submission:
    """Return what a checker may ask for about a comment, stored or not yet."""
    return Submission(
        text=VisibleText(comment.html).with_addresses,
        name=comment.name,
        email=comment.email,
        website=comment.website,
        kind="reply" if comment.parent_id else "comment",
        permalink=get_absolute_url(target),
        language=comment.language,
        submitted_at=comment.submitted_at,
        post_modified_at=getattr(target, "last_published_at", None),
        ip_address=ip_address,
        user_agent=user_agent,
        blog_url=get_home_url(target),
    )


def build_preview(submission: Submission, checker: SpamChecker) -> OutgoingRequest:
    """Return exactly what the gateway would send for this submission.

    What the checker adds by itself, a key of the site's own (`secret_names`), is named
    if it is declared; its value is never shown.
    """
    activity = get_activity(checker.check_activity)
    secret = activity.wire_names & set(getattr(checker, "secret_names", ()))
    payload = compose(checker.check_activity, checker.build_payload(submission))
    payload |= dict.fromkeys(secret, "")
    personal = {item.sent_as: item for item in activity.data if item.sent_as}
    names = sorted(payload, key=lambda name: (name not in personal, name))
    return OutgoingRequest(
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
