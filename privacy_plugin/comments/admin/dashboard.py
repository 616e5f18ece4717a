"""Comments on the admin's start page, and the badge in the menu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem

from privacy_plugin.comments.admin.excerpts import CommentExcerpt
from privacy_plugin.comments.admin.queue.columns import detail_url
from privacy_plugin.comments.admin.queue.views import waiting
from privacy_plugin.comments.admin.targets import get_target_links
from privacy_plugin.comments.models import CheckState, CommentQuerySet
from privacy_plugin.comments.moderation.permissions import can_moderate

TEMPLATES = "privacy_plugin/comments/admin/"
NEWEST = 5
MOST_COUNTED = 1_000
TROUBLE = (CheckState.ERROR, CheckState.GAVE_UP)


def in_trouble(user: AbstractBaseUser | AnonymousUser) -> CommentQuerySet:
    """Return the waiting comments whose spam check failed for good."""
    return waiting(user).filter(spam_check__state__in=TROUBLE)


def trouble_url() -> str:
    """Return the address of the queue, narrowed to those."""
    query = urlencode({"check": [str(state) for state in TROUBLE]}, doseq=True)
    return f"{reverse('comments_admin:index')}?{query}"


def count_waiting(user: AbstractBaseUser | AnonymousUser) -> int:
    """Count the waiting comments, up to one more than MOST_COUNTED.

    Every page of the admin shows the number: it may not read a million rows for it.
    """
    return waiting(user).order_by()[: MOST_COUNTED + 1].count()


def waiting_attributes(
    user: AbstractBaseUser | AnonymousUser, label: str
) -> dict[str, str]:
    """Return HTML attributes with the number of waiting comments, empty for none."""
    count = count_waiting(user)
    if not count:
        return {}
    if count > MOST_COUNTED:
        most = number_format(MOST_COUNTED, force_grouping=True)
        sentence = gettext("%(label)s, more than %(count)s waiting")
        return {
            "data-comments-waiting": f"{most}+",
            "aria-label": sentence % {"label": label, "count": most},
        }
    sentence = ngettext(
        "%(label)s, %(count)d waiting", "%(label)s, %(count)d waiting", count
    )
    return {
        "data-comments-waiting": str(count),
        "aria-label": sentence % {"label": label, "count": count},
    }


class CommentsMenuItem(MenuItem):
    """A link to the queue with the number of waiting comments."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can_moderate(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """Render the number with a text for screen readers."""
        attrs = {**self.attrs, **waiting_attributes(request.user, self.label)}
        return LinkMenuItem(
            self.name,
            self.label,
            self.url,
            icon_name=self.icon_name,
            classname=self.classname,
            attrs=attrs,
        )


def menu_item() -> CommentsMenuItem:
    """Return the item of the main menu."""
    return CommentsMenuItem(
        _("Comments"),
        reverse("comments_admin:index"),
        name="comments",
        icon_name="comment",
        classname="comments-admin-menu",
        order=210,
    )


class WaitingSummaryItem(SummaryItem):
    """The number of waiting comments on the start page."""

    order = 250
    template_name = f"{TEMPLATES}summary_item.html"

    def is_shown(self) -> bool:
        return can_moderate(self.request.user)

    def get_context_data(self, _parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "count": count_waiting(self.request.user),
            "most": MOST_COUNTED,
            "url": reverse("comments_admin:index"),
        }


class WaitingPanel(Component):
    """The newest waiting comments on the start page, with decision buttons."""

    name = "comments_waiting"
    template_name = f"{TEMPLATES}panel.html"
    order = 230

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Return the newest waiting comments with their places."""
        newest = waiting(self.request.user).select_related("discussion", "parent")
        comments = list(newest.order_by("-submitted_at", "-pk")[:NEWEST])
        places = get_target_links(
            {comment.discussion for comment in comments}, self.request
        )
        return [
            {
                "comment": comment,
                "title_id": f"waiting_{comment.pk}_title",
                "url": detail_url(comment),
                "place": places[comment.discussion_id],
                "reading": CommentExcerpt(comment),
            }
            for comment in comments
        ]

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        """Show nothing to those who may not moderate, and nothing if nothing waits."""
        if not can_moderate(self.request.user) or not self.rows:
            return ""
        return str(super().render_html(parent_context))

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add how many wait in all, and how many checks failed."""
        return {
            "rows": self.rows,
            "waiting": count_waiting(self.request.user),
            "most": MOST_COUNTED,
            "queue_url": reverse("comments_admin:index"),
            "trouble": in_trouble(self.request.user).count(),
            "trouble_url": trouble_url(),
            "next": reverse("wagtailadmin_home"),
            "seen_at": timezone.now(),
            "csrf_token": parent_context["csrf_token"],
        }
