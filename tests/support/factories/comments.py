"""Make what belongs to comments; the package offers it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.html import escape

from privacy_plugin.comments.models import CheckContext, Comment, Discussion
from privacy_plugin.consent.subject import new_subject_key


def comment(**changes: Any) -> Comment:
    """Return a stored comment, waiting for a person, on something that is no page."""
    discussion, _made = Discussion.objects.get_or_create(
        target_type="test.thing", target_id="1"
    )
    text = changes.get("text", "What a reader wrote")
    facts: dict[str, Any] = {
        "discussion": discussion,
        "text": text,
        "html": f"<p>{escape(text)}</p>",
        "subject_key": new_subject_key(),
        "submitted_at": timezone.now(),
    }
    return Comment.objects.create(**facts | changes)


def check_context(
    of: Comment, *, age: timedelta = timedelta(0), address: str = "198.51.100.7"
) -> CheckContext:
    """Return what a check would need, stored `age` ago."""
    return CheckContext.objects.create(
        comment=of,
        ip_address=address,
        user_agent="Reader/1.0",
        captured_at=timezone.now() - age,
    )
