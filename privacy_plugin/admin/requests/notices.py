"""How many requests wait, for the menu and the start page."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from privacy_plugin.admin.access.sites import User
from privacy_plugin.admin.notices import Notice
from privacy_plugin.admin.requests.access import (
    can_answer_requests,
    get_visible_requests,
)
from privacy_plugin.rights.requests.models import PENDING


def get_request_notices(user: User) -> list[Notice]:
    """Say how many requests are to be answered, and how many are overdue."""
    if not can_answer_requests(user):
        return []
    pending = get_visible_requests(user).filter(state__in=PENDING)
    count = pending.count()
    if not count:
        return []
    overdue = pending.filter(answer_by__lt=timezone.localdate()).count()
    sentence = ngettext(
        "%(count)d request about personal data waits for an answer.",
        "%(count)d requests about personal data wait for an answer.",
        count,
    ) % {"count": count}
    if overdue:
        late = ngettext(
            "The deadline of %(count)d has passed.",
            "The deadline of %(count)d have passed.",
            overdue,
        ) % {"count": overdue}
        sentence = f"{sentence} {late}"
    return [Notice(sentence, reverse("privacy_admin:requests"))]
