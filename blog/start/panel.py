"""The first steps on the admin's start page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from blog.models import FirstSteps
from blog.start.checklist import get_checklists
from blog.start.pages import get_default_blog, is_site_empty


class FirstStepsPanel(Component):
    """The checklists that are not hidden, or the way to begin a blog."""

    name = "first_steps"
    template_name = "blog/start/panel.html"
    order = 50

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        """Show nothing to those who cannot do it, and nothing that was put away."""
        if not getattr(self.request.user, "is_superuser", False):
            return ""
        return str(super().render_html(parent_context))

    def get_context_data(self, _parent_context: Mapping[str, Any]) -> dict[str, Any]:
        hidden = FirstSteps.objects.filter(hidden_at__isnull=False).values("site")
        return {
            "request": self.request,
            "can_start": get_default_blog() is None and is_site_empty(),
            "checklists": get_checklists(Site.objects.exclude(pk__in=hidden)),
            "can_hide": True,
        }
