"""Moderation decisions: buttons, form, view and messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseOperationView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from privacy_plugin.comments.models import Comment, Decision, State
from privacy_plugin.comments.moderation.decisions import DecisionResult, apply_decision
from privacy_plugin.comments.moderation.permissions import ACTION

_POSSIBLE: dict[str, tuple[Decision, ...]] = {
    State.PENDING: (Decision.APPROVE, Decision.SPAM, Decision.REMOVE),
    State.APPROVED: (Decision.SPAM, Decision.REMOVE),
    State.SUSPECTED: (
        Decision.APPROVE,
        Decision.RESTORE,
        Decision.SPAM,
        Decision.REMOVE,
    ),
    State.SPAM: (Decision.APPROVE, Decision.RESTORE, Decision.REMOVE),
    State.REMOVED: (Decision.APPROVE, Decision.RESTORE, Decision.SPAM),
}


class ModeratedSiteMixin(PermissionCheckedMixin):
    """Check the permission on this comment instead of comments in general."""

    object: Comment

    def user_has_permission(self, permission: str) -> bool:
        """Say whether the person may do it on the comment's site."""
        return bool(self.user_has_permission_for_instance(permission, self.object))

    def user_has_any_permission(self, permissions: Sequence[str]) -> bool:
        """Say the same of several."""
        return any(map(self.user_has_permission, permissions))


class SeenAtField(forms.DateTimeField):
    """A time in the past, whatever was submitted.

    A future time would disable the check for changes since then, so it becomes now.
    """

    def to_python(self, value: object) -> datetime | None:
        """Return the moment in UTC; refuse one that no calendar has there."""
        moment: datetime | None = super().to_python(value)  # type: ignore[arg-type] # a form's
        if moment is None:
            return None
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            message = self.error_messages["invalid"]
            raise forms.ValidationError(message, code="invalid") from None
        return min(moment, timezone.now())


class DecisionForm(forms.Form):
    """One decision, and when the comment was shown."""

    decision = forms.ChoiceField(choices=Decision.choices)
    seen_at = SeenAtField()


def get_decision_warnings(result: DecisionResult) -> list[str]:
    """Say what was not done and why; nothing if everything was."""
    warnings = []
    if result.edited:
        warnings.append(
            ngettext(
                "%(count)d comment was edited by its writer while you were looking "
                "at it. Please read it again.",
                "%(count)d comments were edited by their writers while you were "
                "looking at them. Please read them again.",
                result.edited,
            )
            % {"count": result.edited}
        )
    if result.decided:
        warnings.append(
            ngettext(
                "Somebody else has decided about %(count)d comment meanwhile. That "
                "decision stays; please look again.",
                "Somebody else has decided about %(count)d comments meanwhile. Those "
                "decisions stay; please look again.",
                result.decided,
            )
            % {"count": result.decided}
        )
    if not warnings and not result.changed:
        warnings.append(_("Nothing had to be changed: this was decided already."))
    return warnings


def get_possible_decisions(comment: Comment) -> tuple[Decision, ...]:
    """Return what can be decided about `comment` in its present state."""
    return () if comment.is_tombstone else _POSSIBLE[comment.state]


def get_decision_message(decision: Decision, count: int) -> str:
    """Say how many comments were decided about in which way."""
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


def get_invalid_decision_message() -> str:
    """Return what a moderator reads after a form that could not be understood."""
    return _("This decision could not be understood. Nothing was changed.")


class DecideView(ModeratedSiteMixin, BaseOperationView):
    """Apply a decision, report it, and go back."""

    model = Comment
    permission_required = ACTION
    success_url_name = "comments_admin:inspect"
    http_method_names = ("post",)

    def perform_operation(self) -> None:
        """Decide, if the form can be understood."""
        form = DecisionForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, get_invalid_decision_message())
            return
        result = apply_decision(
            Decision(form.cleaned_data["decision"]),
            [self.object.pk],
            editor=self.request.user,
            seen_at=form.cleaned_data["seen_at"],
            at=timezone.now(),
        )
        show_decision_messages(self.request, result, self.object)


def show_decision_messages(
    request: HttpRequest, result: DecisionResult, comment: Comment | None = None
) -> None:
    """Say what a decision came to, with a link to the comment if it was one."""
    buttons = []
    if comment is not None:
        url = reverse("comments_admin:inspect", args=[comment.pk])
        buttons = [messages.button(url, _("Show the comment"))]
    if result.changed:
        sentence = get_decision_message(result.decision, result.changed)
        messages.success(request, sentence, buttons=buttons)
    for warning in get_decision_warnings(result):
        messages.warning(request, warning, buttons=buttons)
