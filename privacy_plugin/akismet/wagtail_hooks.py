"""Tell moderators, on the admin's start page, what is wrong with the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.ui.components import Component

from privacy_plugin.admin.dashboard import NOTICE_HOOK, Notice
from privacy_plugin.akismet.notices import notices

MODERATE = "privacy_comments.moderate_comment"


class NoticesPanel(Component):
    """Show a sentence for each thing that needs attention; nothing if all is well."""

    name = "akismet_notices"
    template_name = "privacy_plugin/akismet/notices.html"
    order = 220

    def __init__(self, request: HttpRequest) -> None:
        """Remember who looks."""
        self.request = request

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """Return what there is to say to this person, maybe nothing."""
        has_perm = getattr(self.request.user, "has_perm", None)
        return notices(timezone.now()) if has_perm and has_perm(MODERATE) else ()

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        """Show nothing to those who do not moderate, and nothing without a notice."""
        if not self.notices:
            return ""
        return str(super().render_html(parent_context))

    def get_context_data(self, _parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Pass the sentences on."""
        return {"notices": self.notices}


@hooks.register(NOTICE_HOOK)
def say_to_officers(_request: HttpRequest) -> list[Notice]:
    """Tell those who see the privacy reports the same, whether they moderate or not."""
    return [Notice(sentence) for sentence in notices(timezone.now())]


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the notices to the start page."""
    panels.append(NoticesPanel(request))
