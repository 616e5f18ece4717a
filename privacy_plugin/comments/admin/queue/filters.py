"""Filters of the queue: state, page, language, kind, checks, time."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped] # it ships no types
from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Site

from privacy_plugin.admin.reports.date_range import DateRangeFilter
from privacy_plugin.comments.admin.targets import get_target_links
from privacy_plugin.comments.models import (
    CheckState,
    Comment,
    Discussion,
    Kind,
    LocalVerdict,
    SkipReason,
    State,
)
from privacy_plugin.comments.moderation.permissions import comment_access, moderated_by
from privacy_plugin.conf import conf
from privacy_plugin.http.parameters import parse_number

ALL = "all"
PAGE_SIZES = (20, 50, 100)
DEFAULT_SIZE = 50
NEWEST = 200  # discussions to choose from


class DiscussionField(django_filters.fields.ModelChoiceField):
    """Discussions with the titles of their pages, loaded together."""

    def label_from_instance(self, obj: Discussion) -> str:
        """Return the title of what is discussed."""
        if not hasattr(self, "places"):
            self.places = get_target_links(self.queryset)
        place = self.places.get(obj.pk) or get_target_links([obj])[obj.pk]
        return place.title


class DiscussionFilter(django_filters.ModelChoiceFilter):
    """Filter by page."""

    field_class = DiscussionField


def discussions_with_comments(request: HttpRequest) -> models.QuerySet[Discussion]:
    """Return the newest discussions with comments, and the chosen one.

    A page offers no 10,000 to choose from; a link may name an older one.
    """
    written = Comment.objects.filter(discussion=OuterRef("pk"))
    discussions = Discussion.objects.filter(Exists(written)).order_by("-pk")
    allowed = comment_access.limit(discussions, request.user, lookup="site_id")
    keys = list(allowed.values_list("pk", flat=True)[:NEWEST])
    if (chosen := parse_number(request.GET.get("discussion", ""))) is not None:
        keys.append(chosen)
    return allowed.filter(pk__in=keys)


def sites(request: HttpRequest) -> models.QuerySet[Site]:
    """Return the sites to choose from, the default one first."""
    return comment_access.sites(request.user)


def languages() -> list[tuple[str, str]]:
    """Return the languages the site speaks, each by its name if Django knows it."""
    return [(code, _name_of(code)) for code in conf.languages]


def _name_of(language: str) -> str:
    try:
        return str(get_language_info(language)["name_translated"])
    except KeyError:
        return language


def containing(
    queryset: models.QuerySet[Comment], words: str
) -> models.QuerySet[Comment]:
    return queryset.filter(Q(text__icontains=words) | Q(name__icontains=words))


class CommentFilterSet(WagtailFilterSet):
    """Filter comments; by default those that wait for a decision."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[*State.choices, (ALL, _("All"))],
        method="in_state",
        empty_label=None,
        initial=State.PENDING,
        widget=forms.RadioSelect,
    )
    discussion = DiscussionFilter(
        label=_("Page"),
        queryset=discussions_with_comments,
        empty_label=_("All pages"),
        widget=forms.Select,
    )
    site = django_filters.ModelChoiceFilter(
        field_name="discussion__site",
        label=_("Site"),
        queryset=sites,
        empty_label=_("All sites"),
        widget=forms.Select,
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        choices=languages,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=Kind.choices,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    verdict = django_filters.MultipleChoiceFilter(
        field_name="local_verdict",
        label=_("This site's own check"),
        choices=[choice for choice in LocalVerdict.choices if choice[0]],
        widget=forms.CheckboxSelectMultiple,
    )
    check = django_filters.MultipleChoiceFilter(
        field_name="spam_check__state",
        label=_("Spam check"),
        choices=CheckState.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = django_filters.MultipleChoiceFilter(
        field_name="spam_check__reason",
        label=_("Not checked, because"),
        choices=SkipReason.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    submitted = DateRangeFilter(field_name="submitted_at", label=_("Submitted"))
    size = django_filters.ChoiceFilter(
        label=_("Comments per page"),
        choices=[(str(size), str(size)) for size in PAGE_SIZES],
        method="unchanged",
        empty_label=None,
        initial=str(DEFAULT_SIZE),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Comment
        fields: ClassVar[list[str]] = []

    def __init__(
        self, data: QueryDict | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Fill in what applies unless something else is chosen."""
        data = QueryDict(mutable=True) if data is None else data.copy()
        data.setdefault("state", State.PENDING)
        data.setdefault("size", str(DEFAULT_SIZE))
        super().__init__(data, *args, **kwargs)
        if len(sites(self.request)[:2]) < 2:  # noqa: PLR2004 - one site needs no choice
            del self.filters["site"]
        if len(conf.languages) < 2:  # noqa: PLR2004 - nor does one language
            del self.filters["language"]

    def in_state(
        self, queryset: models.QuerySet[Comment], _name: str, value: str
    ) -> models.QuerySet[Comment]:
        """Narrow to one state, or to none."""
        return queryset if value == ALL else queryset.filter(state=value)

    def unchanged(
        self, queryset: models.QuerySet[Comment], _name: str, _value: str
    ) -> models.QuerySet[Comment]:
        """Leave the list as it is: the page size is none of its business."""
        return queryset


def chosen(request: HttpRequest) -> models.QuerySet[Comment]:
    """Return what the list with this query string shows, on all its pages."""
    data, comments = request.GET, moderated_by(request.user)
    filters = CommentFilterSet(data, queryset=comments, request=request)
    if not filters.is_valid():
        return Comment.objects.none()
    words = data.get("q", "").strip()
    return containing(filters.qs, words) if words else filters.qs
