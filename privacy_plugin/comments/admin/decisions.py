"""What a moderator can decide, and the one form that every decision arrives by.

A decision is about words somebody has read. It names the moment at which they were
shown; a comment that its writer edited after that is left alone, and the moderator is
told to look again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacy_plugin.comments import moderation
from privacy_plugin.comments.models import Comment, State


class Decision(models.TextChoices):
    """Name what can be decided."""

    APPROVE = "approve", gettext_lazy("Approve")
    SPAM = "spam", gettext_lazy("Mark as spam")
    REMOVE = "remove", gettext_lazy("Remove")
    RESTORE = "restore", gettext_lazy("Restore")


_VERBS: dict[str, Callable[..., int]] = {
    Decision.APPROVE: moderation.approve,
    Decision.SPAM: moderation.mark_spam,
    Decision.REMOVE: moderation.remove,
    Decision.RESTORE: moderation.restore,
}

_POSSIBLE: dict[str, tuple[Decision, ...]] = {
    State.PENDING: (Decision.APPROVE, Decision.SPAM, Decision.REMOVE),
    State.APPROVED: (Decision.SPAM, Decision.REMOVE),
    State.SPAM: (Decision.APPROVE, Decision.RESTORE, Decision.REMOVE),
    State.REMOVED: (Decision.APPROVE, Decision.RESTORE, Decision.SPAM),
}


class DecisionForm(forms.Form):
    """Take one decision, and when the words it is about were shown."""

    decision = forms.ChoiceField(choices=Decision.choices)
    seen_at = forms.DateTimeField()


@dataclass(frozen=True, slots=True)
class Result:
    """Count what changed, and what was left alone because its writer edited it."""

    decision: Decision
    changed: int
    edited: int

    @property
    def sentence(self) -> str:
        """Say what was done; empty if nothing was."""
        return _sentence(self.decision, self.changed) if self.changed else ""

    @property
    def warning(self) -> str:
        """Say what was not done and why; empty if everything was."""
        if self.edited:
            return ngettext(
                "%(count)d comment was edited by its writer while you were looking "
                "at it. Please read it again.",
                "%(count)d comments were edited by their writers while you were "
                "looking at them. Please read them again.",
                self.edited,
            ) % {"count": self.edited}
        if not self.changed:
            return _("Nothing had to be changed: this was decided already.")
        return ""


def possible(comment: Comment) -> tuple[Decision, ...]:
    """Return what can be decided about `comment` in its present state."""
    return () if comment.is_tombstone else _POSSIBLE[comment.state]


def decide(
    decision: Decision,
    keys: Iterable[int],
    *,
    editor: AbstractBaseUser,
    seen_at: datetime,
) -> Result:
    """Decide about the comments with these primary keys, as they were at `seen_at`."""
    keys = list(keys)
    with transaction.atomic():
        known = Comment.objects.filter(pk__in=keys)
        unchanged = known.filter(Q(edited_at__isnull=True) | Q(edited_at__lte=seen_at))
        chosen = list(unchanged.select_for_update().values_list("pk", flat=True))
        changed = _VERBS[decision](chosen, editor=editor, at=timezone.now())
        return Result(decision, changed, known.count() - len(chosen))


def _sentence(decision: Decision, count: int) -> str:
    texts = {
        Decision.APPROVE: ngettext(
            "%(count)d comment is published.",
            "%(count)d comments are published.",
            count,
        ),
        Decision.SPAM: ngettext(
            "%(count)d comment is marked as spam.",
            "%(count)d comments are marked as spam.",
            count,
        ),
        Decision.REMOVE: ngettext(
            "%(count)d comment is removed.",
            "%(count)d comments are removed.",
            count,
        ),
        Decision.RESTORE: ngettext(
            "%(count)d comment is waiting for a decision again.",
            "%(count)d comments are waiting for a decision again.",
            count,
        ),
    }
    return texts[decision] % {"count": count}


def nothing_decided() -> str:
    """Return what a moderator reads after a form that could not be understood."""
    return _("This decision could not be understood. Nothing was changed.")
