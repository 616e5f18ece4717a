"""Bulk moderation, with a confirmation page that shows the comments.

Wagtail evaluates "all in this list" twice: for the confirmation page, and again for the
decision. New comments could arrive in between unread, so the page names its comments
and only those are decided. Large numbers are handled by a task with a progress page
(decision 46).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.comments import tasks
from privacy_plugin.comments.admin.excerpts import CommentExcerpt
from privacy_plugin.comments.admin.moderation_actions import (
    SeenAtField,
    show_decision_messages,
)
from privacy_plugin.comments.admin.queue.filters import chosen
from privacy_plugin.comments.admin.targets import get_target_links
from privacy_plugin.comments.models import Comment, Decision
from privacy_plugin.comments.moderation import bulk_decisions, id_ranges
from privacy_plugin.comments.moderation.decisions import apply_decision
from privacy_plugin.comments.moderation.permissions import (
    ACTION,
    moderated_by,
    moderated_keys,
)
from privacy_plugin.http.parameters import parse_number

SHOWN = 100  # as many as the longest page of the queue


class BulkForm(forms.Form):
    """The comments of the page, and when it was shown.

    `unread` agrees to publish those the page had no room for. `moderated` limits them
    to what the editor may moderate.
    """

    comments = forms.CharField(widget=forms.HiddenInput)
    seen_at = SeenAtField(widget=forms.HiddenInput)
    unread = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, is_publishing: bool, moderated: list[int], **kwargs: Any
    ) -> None:
        """Remember which comments they are, and whether readers will see them."""
        super().__init__(*args, **kwargs)
        self.is_publishing = is_publishing
        self.moderated = moderated

    def clean_comments(self) -> list[int]:
        """Return the primary keys of those that the editor moderates."""
        try:
            named = set(id_ranges.unpack(self.cleaned_data["comments"]))
        except ValueError:
            raise forms.ValidationError(
                _("Too many comments were selected at once.")
            ) from None
        return [key for key in self.moderated if key in named]

    def clean(self) -> dict[str, Any]:
        """Refuse to publish what was neither shown nor agreed to be unread."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        count = len(cleaned.get("comments", ()))
        if self.is_publishing and count > SHOWN and not cleaned.get("unread"):
            self.add_error(
                "unread", _("Nothing is published yet. Please tick the box.")
            )
        return cleaned


class BulkDecisionAction(PermissionCheckedMixin, BulkAction):
    """The same decision about several comments."""

    models: ClassVar[Sequence[type[Model]]] = [Comment]
    any_permission_required = (ACTION,)
    template_name = "privacy_plugin/comments/admin/confirm_bulk.html"
    form_class = BulkForm
    decision: Decision
    question: Any
    confirmation: Any

    def __init_subclass__(cls) -> None:
        """Name the action after its decision."""
        super().__init_subclass__()
        cls.action_type, cls.display_name = cls.decision.value, cls.decision.label

    @cached_property
    def keys(self) -> list[int]:
        """Return which comments the page is about, the newest first.

        Those that a form names, else those of the address.
        """
        if posted := self.request.POST.get("comments"):
            with suppress(ValueError):  # the form says so
                return moderated_keys(self.request.user, id_ranges.unpack(posted))
        ids = self.request.GET.getlist("id")
        if "all" in ids:
            rows: QuerySet[Comment] = chosen(self.request)
        else:
            keys = [number for number in map(parse_number, ids) if number is not None]
            rows = moderated_by(self.request.user).filter(pk__in=keys)
        newest_first = rows.order_by("-submitted_at", "-pk")
        return list(newest_first.values_list("pk", flat=True)[: id_ranges.MAX_IDS])

    def get_actionable_objects(self) -> tuple[Iterable[Comment], dict[str, Any]]:
        """Return the comments; of very many lazily."""
        comments = moderated_by(self.request.user).filter(pk__in=self.keys)
        return comments.order_by("-submitted_at", "-pk"), {"items_with_no_access": []}

    def get_initial(self) -> dict[str, Any]:
        """Name the comments this page is about."""
        return {
            "comments": id_ranges.pack(self.keys),
            "seen_at": timezone.now().isoformat(),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say which comments they are, and whether readers will see them."""
        return super().get_form_kwargs() | {
            "is_publishing": self.decision == Decision.APPROVE,
            "moderated": self.keys,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the first comments whole, and say how many more there are."""
        shown = self._shown()
        more = len(self.keys) - len(shown) if len(self.keys) > SHOWN else 0
        # Wagtail's own would read every comment there is.
        context: dict[str, Any] = super(BulkAction, self).get_context_data(**kwargs)
        return context | {
            "items": shown,
            "count": len(shown) + more,
            "more": more,
            "unread_label": self._unread_label(more),
            "question": self.question,
            "confirmation": self.confirmation,
            "heading": self.decision.label,
            "next": self.next_url,
            "submit_url": self.request.get_full_path(),
            "model_opts": Comment._meta,
        }

    def _shown(self) -> list[dict[str, Any]]:
        """Return the newest comments with their parents and targets."""
        comments = list(
            moderated_by(self.request.user)
            .filter(pk__in=self.keys[:SHOWN])
            .select_related("discussion", "parent")
            .order_by("-submitted_at", "-pk")
        )
        places = get_target_links(
            {comment.discussion for comment in comments}, self.request
        )
        return [
            {
                "comment": comment,
                "place": places[comment.discussion_id],
                "reading": CommentExcerpt(comment),
            }
            for comment in comments
        ]

    def _unread_label(self, more: int) -> str:
        """Return the label for publishing more comments than are shown."""
        if not more or self.decision != Decision.APPROVE:
            return ""
        return ngettext(
            "Also publish %(count)d comment that is not shown here, without having "
            "read it.",
            "Also publish %(count)d comments that are not shown here, without having "
            "read them.",
            more,
        ) % {"count": more}

    def get_execution_context(self) -> dict[str, Any]:
        """Pass this view on: the decision needs the editor and the form."""
        return {**super().get_execution_context(), "view": self}

    @classmethod
    def execute_action(cls, _objects: Any, **kwargs: Any) -> tuple[int, int]:
        """Decide about what was shown, whatever the address names by now."""
        view: BulkDecisionAction = kwargs["view"]
        cleaned = view.cleaned_form.cleaned_data
        view.execute(cleaned["comments"], seen_at=cleaned["seen_at"])
        return 0, 0

    def execute(self, comments: list[int], *, seen_at: datetime) -> None:
        """Decide at once about some comments; begin to decide about many."""
        editor, at = self.request.user, timezone.now()
        if len(comments) <= bulk_decisions.MOST_AT_ONCE:
            result = apply_decision(
                self.decision, comments, editor=editor, seen_at=seen_at, at=at
            )
            show_decision_messages(self.request, result)
            return
        started = bulk_decisions.start(
            self.decision, comments, editor=editor, seen_at=seen_at, at=at
        )
        run_after_commit(tasks.enqueue_bulk_decision, started.pk)
        self.next_url = reverse("comments_admin:bulk", args=[started.pk])


class ApproveMany(BulkDecisionAction):
    decision = Decision.APPROVE
    aria_label = _("Approve the selected comments")
    question = _("Publish these comments?")
    confirmation = _("Yes, publish them")
    action_priority = 10


class MarkManyAsSpam(BulkDecisionAction):
    decision = Decision.SPAM
    aria_label = _("Mark the selected comments as spam")
    question = _("Mark these comments as spam?")
    confirmation = _("Yes, mark them as spam")
    action_priority = 20


class RemoveMany(BulkDecisionAction):
    decision = Decision.REMOVE
    aria_label = _("Remove the selected comments")
    question = _("Remove these comments?")
    confirmation = _("Yes, remove them")
    action_priority = 30
    classes: ClassVar[set[str]] = {"serious"}


class RestoreMany(BulkDecisionAction):
    decision = Decision.RESTORE
    aria_label = _("Restore the selected comments")
    question = _("Restore these comments? They will wait for a decision again.")
    confirmation = _("Yes, restore them")
    action_priority = 40


BULK_ACTIONS = (ApproveMany, MarkManyAsSpam, RemoveMany, RestoreMany)
