"""The status of a comment in plain words, for its writer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.models import (
    SET_ASIDE,
    CheckState,
    Comment,
    LocalVerdict,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.comments.processing.readers import REJECTION
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.render.retention_period import describe_retention_period

Sentence = str | Promise


@dataclass(frozen=True, slots=True)
class AuthorStatus:
    """A headline, an explanation, and the state of the spam check."""

    headline: Sentence
    explanation: Sentence
    check: Sentence
    checked_at: datetime | None


_HEADLINES: dict[State, Sentence] = {
    State.PENDING: _("Your comment is waiting."),
    State.APPROVED: _("Your comment is published."),
    State.SUSPECTED: _("Our own check takes your comment for spam."),
    State.SPAM: _("Your comment was taken for spam."),
    State.REMOVED: _("Your comment was removed."),
}

_EXPLANATIONS: dict[State, Sentence] = {
    State.PENDING: _("A person will read it and decide."),
    State.APPROVED: _("Everybody can read it."),
    State.SUSPECTED: _(
        "So it was set aside, and nobody sees it. If that is a mistake, ask below for "
        "somebody to read it. Otherwise it is deleted %(period)s after it was set "
        "aside."
    ),
    State.SPAM: _(
        "Nobody sees it. If that is a mistake, a person can still publish it. It is "
        "deleted %(period)s after it was rejected."
    ),
    State.REMOVED: _("Nobody sees it. It is deleted %(period)s after it was rejected."),
}

_CHECKS: dict[str, Sentence] = {
    CheckState.QUEUED: _("The spam check you agreed to has not begun yet."),
    CheckState.SENDING: _("It is being sent to the spam check you agreed to."),
    CheckState.HAM: _("The spam check found nothing."),
    CheckState.HAM_PROVISIONAL: _(
        "The spam check found nothing so far, but has not finished."
    ),
    CheckState.SPAM: _("The spam check takes it for spam."),
    CheckState.SPAM_BLATANT: _("The spam check takes it for spam."),
    CheckState.ERROR: _("The spam check failed, so a person decides."),
    CheckState.GAVE_UP: _("The spam check could not be reached, so a person decides."),
}

_NOT_CHECKED: dict[str, Sentence] = {
    SkipReason.NO_CONSENT: _(
        "You did not agree to a spam check, so nothing was sent to anybody."
    ),
    SkipReason.WITHDRAWN: _("You withdrew your consent; nothing more is sent."),
    SkipReason.NO_CHECKER: _("Nothing was sent to anybody."),
    SkipReason.NO_IP: _(
        "The spam check was left out, because your connection shows no public address. "
        "Nothing was sent."
    ),
    SkipReason.LOCAL: _(
        "This site's own check decided, so nothing was sent to anybody."
    ),
    SkipReason.TRUSTED: _("Nothing was sent to anybody."),
    SkipReason.IMPORTED: _("Nothing was sent to anybody."),
    SkipReason.DECIDED: _("A person had decided, so nothing was sent."),
    SkipReason.MOVED: _(
        "The page was moved to another site since. You had agreed to the spam check of "
        "the first one only, so nothing was sent."
    ),
    SkipReason.EDITED: _(
        "You changed it after the spam check and did not agree to a second one, so a "
        "person reads it again."
    ),
}


def get_author_status(comment: Comment) -> AuthorStatus:
    """Return what the writer of this comment should know."""
    check = SpamCheck.objects.filter(comment=comment).first()
    state = State(comment.state)
    verdict = comment.verdict
    explanation = _EXPLANATIONS[state]
    if state in SET_ASIDE:
        controller = get_site_controller(comment.discussion.site_id)
        period = describe_retention_period(REJECTION, controller)
        if period:
            explanation = str(explanation) % {"period": period}
        else:  # nobody declares for how long it is kept
            explanation = _("Nobody sees it.")
    if state == State.PENDING and check is not None and check.is_open:
        explanation = _("First comes the spam check you agreed to.")
    if verdict and state in {State.PENDING, State.SUSPECTED}:
        explanation = _reason(verdict, explanation)
    return AuthorStatus(
        headline=_HEADLINES[state],
        explanation=explanation,
        check=_check_sentence(check),
        checked_at=check.checked_at if check else None,
    )


def _reason(verdict: LocalVerdict, explanation: Sentence) -> Sentence:
    return _("%(explanation)s The reason: %(reason)s.") % {
        "explanation": explanation,
        "reason": verdict.label,
    }


def _check_sentence(check: SpamCheck | None) -> Sentence:
    if check is None:
        return ""
    if check.state == CheckState.NOT_CHECKED:
        return _NOT_CHECKED.get(check.reason, "")
    return _CHECKS.get(check.state, "")
