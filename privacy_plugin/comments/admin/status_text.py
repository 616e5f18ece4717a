"""The reasons for a comment's state, in words.

Reasons are stored as codes of several kinds (see ``ModerationEvent``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name

from privacy_plugin.comments.models import (
    CheckState,
    Comment,
    EventType,
    LocalVerdict,
    ModerationEvent,
    Policy,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.processing import registry

DECISIONS = (
    EventType.APPROVED,
    EventType.MARKED_SPAM,
    EventType.REMOVED,
    EventType.RESTORED,
)
DECIDED = Prefetch(
    "events",
    queryset=ModerationEvent.objects.filter(type__in=DECISIONS, editor__isnull=False)
    .select_related("editor")
    .order_by("at", "pk"),
    to_attr="decided",
)

_OTHERS = {
    "editor": gettext_lazy("written by somebody who edits this site"),
    "interrupted": gettext_lazy(
        "the check was interrupted; what became of it is unknown"
    ),
    "refused": gettext_lazy("this site refused to send it"),
    "unexpected": gettext_lazy("an unexpected error"),
    "no_context": gettext_lazy("what the check needs had been deleted meanwhile"),
    "late": gettext_lazy("too late, a decision had been taken"),
}


def get_reason_text(code: str) -> str:
    """Return what a stored reason means; the code itself where nobody named it."""
    if not code:
        return ""
    if code in _OTHERS:
        return str(_OTHERS[code])
    for choice in chain(LocalVerdict, SkipReason, CheckState, Policy):
        if choice.value == code:
            return str(choice.label)
    declared = registry.find(code)
    return _(declared.title) if declared else code.replace("_", " ")


def get_editor_name(editor: AbstractBaseUser | None) -> str:
    """Return how the admin calls an editor; empty for none."""
    return str(get_user_display_name(editor)) if editor else ""


def get_status_texts(comment: Comment) -> tuple[str, ...]:
    """Return the stated reasons for the comment's state, the weightiest first.

    Asks no further query for a comment that was fetched with `DECIDED` and its check.
    """
    found = (
        _decision(comment),
        _finding(comment),
        get_check_text(getattr(comment, "spam_check", None)),
    )
    return tuple(reason for reason in found if reason)


def get_check_text(check: SpamCheck | None) -> str:
    """Say how far the spam check has got and why; empty without one."""
    if check is None:
        return ""
    state = CheckState(check.state).label
    if check.reason and check.reason != check.state:
        return _("Spam check: %(state)s (%(reason)s).") % {
            "state": state,
            "reason": get_reason_text(check.reason),
        }
    return _("Spam check: %(state)s.") % {"state": state}


def _decision(comment: Comment) -> str:
    events: Sequence[ModerationEvent] = getattr(comment, "decided", ())
    if not events:
        return ""
    event = events[-1]
    return _("%(what)s by %(editor)s.") % {
        "what": EventType(event.type).label.capitalize(),
        "editor": get_editor_name(event.editor),
    }


def _finding(comment: Comment) -> str:
    if comment.local_verdict:
        finding = comment.verdict.label
        return _("This site's own check: %(finding)s.") % {"finding": finding}
    if comment.state == State.PENDING and not comment.imported_from:
        return _("This site's own check found nothing.")
    return ""
