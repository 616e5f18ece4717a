"""The comments that came with a consent question, for the consent rate."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacy_plugin.admin.consents.counts import ConsentRateQuery
from privacy_plugin.comments.models import Comment, SkipReason, State
from privacy_plugin.comments.spam_check.checker import get_consent_activities


def get_consent_rates(since: datetime) -> list[ConsentRateQuery]:
    """Return the stored comments of readers since then, per activity.

    One that was written while there was no spam checker came with no question.
    """
    acts = (
        Comment.objects.comments()
        .filter(
            submitted_at__gte=since,
            editor__isnull=True,
            state__in=(State.PENDING, State.APPROVED),
        )
        .exclude(subject_key="")
        .exclude(spam_check__reason=SkipReason.NO_CHECKER)
    )
    return [
        ConsentRateQuery(
            activity,
            acts,
            told=_("%(agreed)d of %(acts)d comments of the last %(days)d days"),
            few=_("Fewer than %(fewest)d comments in the last %(days)d days"),
        )
        for activity in get_consent_activities()
    ]
