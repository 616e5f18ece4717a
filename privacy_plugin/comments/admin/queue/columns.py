"""Columns of the moderation queue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import (
    BaseColumn,
    BulkActionsCheckboxColumn,
    Column,
    TitleColumn,
)

from privacy_plugin.admin.access.sites import has_several_sites
from privacy_plugin.admin.date_time_column import DateTimeColumn
from privacy_plugin.comments.admin.excerpts import CommentExcerpt, excerpt
from privacy_plugin.comments.admin.status_text import get_status_texts
from privacy_plugin.comments.admin.targets import TargetLink
from privacy_plugin.comments.models import Comment, State

TEMPLATES = "privacy_plugin/comments/admin/"

STATE_CLASSES = {
    State.PENDING: "w-status--primary",
    State.APPROVED: "",
    State.SUSPECTED: "w-status--label",
    State.SPAM: "w-status--label",
    State.REMOVED: "w-status--label",
}


def detail_url(comment: Comment) -> str:
    """Return the address of the page about one comment."""
    return reverse("comments_admin:inspect", args=[comment.pk])


class WordsColumn(TitleColumn):
    """The text, with decision buttons."""

    cell_template_name = f"{TEMPLATES}words_cell.html"

    def __init__(self, *, next_url: str, seen_at: datetime) -> None:
        """Remember where to go after a decision, and when the words were shown."""
        super().__init__(
            "words",
            label=_("Comment"),
            accessor=excerpt,
            get_url=detail_url,
            get_title_id=lambda comment: f"comment_{comment.pk}_title",
        )
        self.next_url = next_url
        self.seen_at = seen_at

    def get_cell_context_data(
        self, instance: Comment, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Add what the form of decisions needs."""
        context = super().get_cell_context_data(instance, parent_context)
        reading = CommentExcerpt(instance)
        context |= {
            "reading": reading,
            "decisions": reading.decisions,
            "next": self.next_url,
            "seen_at": self.seen_at,
            "csrf_token": get_token(context["request"]),
        }
        return context


class WriterColumn(BaseColumn):
    """The name, or a note that there is none."""

    cell_template_name = f"{TEMPLATES}writer_cell.html"

    def __init__(self) -> None:
        super().__init__("writer", label=_("Written by"), sort_key="name")


class PlaceColumn(BaseColumn):
    """The page it was written on, with a link."""

    cell_template_name = f"{TEMPLATES}place_cell.html"

    def __init__(self, places: Mapping[int, TargetLink]) -> None:
        """Remember the places of all rows."""
        super().__init__("place", label=_("On"))
        self.places = places

    def get_cell_context_data(
        self, instance: Comment, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["place"] = self.places.get(instance.discussion_id)
        return context


class StateColumn(BaseColumn):
    """The state and its reasons."""

    cell_template_name = f"{TEMPLATES}state_cell.html"

    def __init__(self) -> None:
        super().__init__("state", label=_("State and reason"))

    def get_cell_context_data(
        self, instance: Comment, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["reasons"] = get_status_texts(instance)
        context["state_class"] = STATE_CLASSES[State(instance.state)]
        return context


def columns(
    places: Mapping[int, TargetLink], *, next_url: str, seen_at: datetime
) -> list[BaseColumn]:
    """Return the columns of the queue, from left to right.

    The site is one of them where there are several.
    """
    site = Column(
        "site",
        label=_("Site"),
        accessor=lambda comment: comment.discussion.site or "–",
    )
    return [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="comment"),
        WordsColumn(next_url=next_url, seen_at=seen_at),
        WriterColumn(),
        PlaceColumn(places),
        *([site] if has_several_sites() else []),
        StateColumn(),
        DateTimeColumn("submitted_at", label=_("Written"), sort_key="submitted_at"),
    ]
