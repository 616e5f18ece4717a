"""The moderation queue; takes a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Table
from wagtail.admin.views.generic import IndexView

from privacy_plugin.admin.paginator import TwoEndedPaginator, is_narrowed
from privacy_plugin.comments.admin.queue.columns import columns
from privacy_plugin.comments.admin.queue.filters import (
    ALL,
    DEFAULT_SIZE,
    PAGE_SIZES,
    CommentFilterSet,
    containing,
)
from privacy_plugin.comments.admin.status_text import DECIDED
from privacy_plugin.comments.admin.targets import TargetLink, get_target_links
from privacy_plugin.comments.models import Comment, CommentQuerySet, State
from privacy_plugin.comments.moderation import bulk_decisions
from privacy_plugin.comments.moderation.permissions import ACTION, moderated_by

TEMPLATES = "privacy_plugin/comments/admin/"
WHOLE = frozenset({"state", "size"})


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to the comments in one state."""

    label: str
    url: str
    count: int
    is_current: bool


def waiting(user: AbstractBaseUser | AnonymousUser) -> CommentQuerySet:
    """Return the comments that wait for a decision of this editor's."""
    return moderated_by(user, Comment.objects.filter(state=State.PENDING))


class QueueView(IndexView):
    """The list of comments; by default those that wait for a decision."""

    model = Comment
    any_permission_required = (ACTION,)
    page_title = gettext_lazy("Comments")
    header_icon = "comment"
    index_url_name = "comments_admin:index"
    index_results_url_name = "comments_admin:index_results"
    template_name = f"{TEMPLATES}index.html"
    results_template_name = f"{TEMPLATES}index_results.html"
    filterset_class = CommentFilterSet
    search_fields = ("text", "name")
    default_ordering = "-submitted_at"
    paginator_class = TwoEndedPaginator
    table_classname = "listing privacy-admin__stack comments-admin-table"

    @cached_property
    def places(self) -> dict[int, TargetLink]:
        """Hold the places of the rows, filled in once the rows are known."""
        return {}

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """Return the columns, which share the places."""
        return columns(self.places, next_url=self.own_url, seen_at=timezone.now())

    @cached_property
    def own_url(self) -> str:
        """Return the address of what is shown, even where only the rows are."""
        query = self.request.GET.copy()
        query.pop("_w_filter_fragment", None)
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url

    def get_base_queryset(self) -> models.QuerySet[Comment]:
        """Return every comment with what its row shows."""
        return (
            moderated_by(self.request.user)
            # Joined, a database would read all this of each match before it sorts.
            .prefetch_related("discussion__site", "spam_check", "parent", DECIDED)
        )

    def order_queryset(
        self, queryset: models.QuerySet[Comment]
    ) -> models.QuerySet[Comment]:
        """Apply the ordering, with the newest first among equals."""
        return queryset.order_by(self.ordering, "-pk")

    def filter_queryset(
        self, queryset: models.QuerySet[Comment]
    ) -> models.QuerySet[Comment]:
        """Narrow the list; what cannot be understood matches nothing."""
        if not self.filters.is_valid():
            return queryset.none()
        return self.filters.filter_queryset(queryset)

    def search_queryset(
        self, queryset: models.QuerySet[Comment]
    ) -> models.QuerySet[Comment]:
        """Look for the words in texts and names."""
        return (
            containing(queryset, self.search_query) if self.is_searching else queryset
        )

    def get_paginate_by(self, _queryset: models.QuerySet[Comment]) -> int:
        """Return the requested page size if it is allowed."""
        size = self.request.GET.get("size", "")
        offered = {str(number): number for number in PAGE_SIZES}
        return offered.get(size, DEFAULT_SIZE)

    def get_paginator(self, *args: Any, **kwargs: Any) -> TwoEndedPaginator:
        """Take the length of a whole list from the tabs, which have counted it."""
        paginator: TwoEndedPaginator = super().get_paginator(*args, **kwargs)
        is_whole = not is_narrowed(self.request.GET, besides=WHOLE)
        if is_whole and self.filters.is_valid():
            state = self.request.GET.get("state") or State.PENDING
            paginator.count = self.counts.get(state, 0)
        return paginator

    def get_table(self, object_list: Iterable[Comment]) -> Table:
        """Find out all places at once, then make the table."""
        discussions = {comment.discussion for comment in object_list}
        self.places.update(get_target_links(discussions, self.request))
        return super().get_table(object_list)

    def get_table_kwargs(self) -> dict[str, Any]:
        caption = _("Readers' comments")
        return {**super().get_table_kwargs(), "caption": caption}

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the tabs, and what is being decided about many comments."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["tabs"] = self._tabs()
        context["bulk_decisions"] = bulk_decisions.visible_to(
            self.request.user, bulk_decisions.running()
        )
        return context

    @cached_property
    def counts(self) -> dict[str, int]:
        """Count the comments in each state by an index alone, without their texts."""
        rows = moderated_by(self.request.user, Comment.objects.all()).order_by()
        counts: dict[str, int] = dict(rows.values_list("state").annotate(n=Count("*")))
        if State.REMOVED in counts:
            counts[State.REMOVED] -= rows.tombstones().count()
        counts[ALL] = sum(counts.values())
        return counts

    def _tabs(self) -> list[Tab]:
        counts = self.counts
        current = self.request.GET.get("state", State.PENDING)
        return [
            Tab(str(label), self._url_of(value), counts.get(value, 0), value == current)
            for value, label in [*State.choices, (ALL, _("All"))]
        ]

    def _url_of(self, state: str) -> str:
        query = self.request.GET.copy()
        for name in ("_w_filter_fragment", self.page_kwarg):
            query.pop(name, None)
        query["state"] = state
        return f"{self.index_url}?{query.urlencode()}"
