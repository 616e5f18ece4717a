"""Make what belongs to subscriptions; ``make`` hands it on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from privacy_plugin.consent.subject import mint
from privacy_plugin.disclosure.document import disclose
from privacy_plugin.disclosure.notice import publish
from privacy_plugin.subscriptions.addresses import mailbox_of
from privacy_plugin.subscriptions.enrolment import Wish, add
from privacy_plugin.subscriptions.models import Kind, Subscriber


def subscriber(
    email: str = "ada@example.org",
    *,
    kind: str = Kind.POSTS,
    target: str = "",
    frequency: str = "at_once",
    topics: tuple[str, ...] = (),
    at: datetime | None = None,
    **changes: Any,
) -> Subscriber:
    """Return a confirmed subscriber with one subscription."""
    at = at or timezone.now()
    made, _new = Subscriber.objects.get_or_create(
        mailbox=mailbox_of(email),
        defaults={
            "email": email,
            "subject_key": mint(),
            "language": "en",
            "confirmed_at": at,
        }
        | changes,
    )
    wish = Wish(kind=kind, digest="", target=target, frequency=frequency, topics=topics)
    version = publish(disclose(wish.activity, language=made.language))
    add(made, wish, version, requested_at=at, at=at)
    return made
