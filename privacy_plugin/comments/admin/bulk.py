"""Decide about many comments at once, after a page that shows which.

Wagtail asks twice which comments "all in this list" are: for the page that asks, and
again after the button. In between others may have arrived that nobody has read. So the
page names the comments it shows, and those and no others are decided about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from privacy_plugin.comments.admin.columns import excerpt
from privacy_plugin.comments.admin.deciding import tell
from privacy_plugin.comments.admin.decisions import Decision, Result, decide
from privacy_plugin.comments.admin.filters import chosen
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.permission import ACTION

SHOWN = 50


class BulkForm(forms.Form):
    """Name the comments that were shown, and when."""

    comments = forms.CharField(widget=forms.HiddenInput)
    seen_at = forms.DateTimeField(widget=forms.HiddenInput)

    def clean_comments(self) -> list[int]:
        """Return the primary keys."""
        return numbers(self.cleaned_data["comments"].split(","))


def numbers(words: Iterable[str]) -> list[int]:
    """Return those words that can be a primary key, as numbers."""
    return [int(word) for word in words if word.isdecimal() and len(word) < 19]  # noqa: PLR2004 - digits of a big integer


class DecideAboutMany(PermissionCheckedMixin, BulkAction):
    """Take the same decision about several comments."""

    models: ClassVar[Sequence[type[Model]]] = [Comment]
    any_permission_required = (ACTION,)
    template_name = "privacy_plugin/comments/admin/confirm_bulk.html"
    form_class = BulkForm
    decision: Decision
    question: Any
    confirmation: Any

    def __init__(self, request: HttpRequest, model: type[Model]) -> None:
        """Begin without a result."""
        super().__init__(request, model)
        self.result: Result | None = None

    @classmethod
    def get_queryset(
        cls, _model: type[Model], object_ids: Iterable[Any]
    ) -> QuerySet[Comment]:
        """Return the comments with these primary keys that still exist."""
        keys = numbers(str(key) for key in object_ids)
        return (
            Comment.objects.moderated()
            .filter(pk__in=keys)
            .order_by("-submitted_at", "-pk")
        )

    def get_all_objects_in_listing_query(self, _parent_id: object) -> Iterable[int]:
        """Return what the list shows on all its pages, filters and search included."""
        return chosen(self.request.GET).values_list("pk", flat=True)

    def get_initial(self) -> dict[str, Any]:
        """Name the comments this page shows."""
        comments, _others = self.get_actionable_objects()
        return {
            "comments": ",".join(str(comment.pk) for comment in comments),
            "seen_at": timezone.now().isoformat(),
        }

    def object_context(self, obj: Comment) -> dict[str, Any]:
        """Return what the page shows of one comment."""
        return {"item": obj, "excerpt": excerpt(obj)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the first comments, and say how many more there are."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["count"] = len(context["items"])
        context["items"] = context["items"][:SHOWN]
        context["more"] = context["count"] - len(context["items"])
        context["question"] = self.question
        context["confirmation"] = self.confirmation
        context["heading"] = self.decision.label
        return context

    def get_execution_context(self) -> dict[str, Any]:
        """Pass this view on: the decision needs the editor and the form."""
        return {**super().get_execution_context(), "view": self}

    @classmethod
    def execute_action(cls, _objects: Any, **kwargs: Any) -> tuple[int, int]:
        """Decide about what was shown, whatever the address names by now."""
        view: DecideAboutMany = kwargs["view"]
        cleaned = view.cleaned_form.cleaned_data
        view.result = decide(
            cls.decision,
            cleaned["comments"],
            editor=view.request.user,
            seen_at=cleaned["seen_at"],
        )
        return view.result.changed, 0

    def get_success_message(self, _parents: int, _children: int) -> None:
        """Say what was done, and what was not; Wagtail adds nothing."""
        if self.result is not None:
            tell(self.request, self.result)


class ApproveMany(DecideAboutMany):
    """Publish several comments."""

    decision = Decision.APPROVE
    action_type = str(Decision.APPROVE)
    display_name = Decision.APPROVE.label
    aria_label = _("Approve the selected comments")
    question = _("Publish these comments?")
    confirmation = _("Yes, publish them")
    action_priority = 10


class MarkManyAsSpam(DecideAboutMany):
    """Put several comments into the quarantine of spam."""

    decision = Decision.SPAM
    action_type = str(Decision.SPAM)
    display_name = Decision.SPAM.label
    aria_label = _("Mark the selected comments as spam")
    question = _("Mark these comments as spam?")
    confirmation = _("Yes, mark them as spam")
    action_priority = 20


class RemoveMany(DecideAboutMany):
    """Take several comments off their pages."""

    decision = Decision.REMOVE
    action_type = str(Decision.REMOVE)
    display_name = Decision.REMOVE.label
    aria_label = _("Remove the selected comments")
    question = _("Remove these comments?")
    confirmation = _("Yes, remove them")
    action_priority = 30
    classes: ClassVar[set[str]] = {"serious"}


class RestoreMany(DecideAboutMany):
    """Let several rejected comments wait for a decision again."""

    decision = Decision.RESTORE
    action_type = str(Decision.RESTORE)
    display_name = Decision.RESTORE.label
    aria_label = _("Restore the selected comments")
    question = _("Let these comments wait for a decision again?")
    confirmation = _("Yes, put them back")
    action_priority = 40


BULK_ACTIONS = (ApproveMany, MarkManyAsSpam, RemoveMany, RestoreMany)
