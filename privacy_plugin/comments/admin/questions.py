"""Which comments came with a question, for the share of those who agreed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacy_plugin.admin.agreement import Asked
from privacy_plugin.comments.checker import consent_activities
from privacy_plugin.comments.models import Comment, NotChecked, State


def questions(since: datetime) -> list[Asked]:
    """Return the kept comments that readers have written since then, per activity.

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
        .exclude(spam_check__reason=NotChecked.NO_CHECKER)
    )
    return [
        Asked(
            activity,
            acts,
            told=_("%(agreed)d of %(acts)d comments of the last %(days)d days"),
            few=_("Fewer than %(fewest)d comments in the last %(days)d days"),
        )
        for activity in consent_activities()
    ]
