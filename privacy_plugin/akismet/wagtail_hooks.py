"""Show Akismet's notices on the admin's start page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from privacy_plugin.admin.notices import NOTICE_HOOK, Notice
from privacy_plugin.akismet.notices import get_notices

COMMENT = "privacy_comments.Comment"


class NoticesPanel(Component):
    """One sentence per notice; empty if there is none."""

    name = "akismet_notices"
    template_name = "privacy_plugin/akismet/notices.html"
    order = 220

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """Return what there is to say to this person, maybe nothing."""
        if not _moderates(self.request.user):
            return ()
        return get_notices(timezone.now())

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        """Show nothing to those who do not moderate, and nothing without a notice."""
        if not self.notices:
            return ""
        return str(super().render_html(parent_context))

    def get_context_data(self, _parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Pass the sentences on."""
        return {"notices": self.notices}


def _moderates(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether this person moderates comments of any site; false without them."""
    if not apps.is_installed("privacy_plugin.comments"):
        return False
    policy = policy_registry.get_by_type(apps.get_model(COMMENT))
    return bool(policy.user_has_permission(user, "moderate"))


@hooks.register(NOTICE_HOOK)
def notify_officers(_request: HttpRequest) -> list[Notice]:
    """Tell those who see the privacy reports the same, whether they moderate or not."""
    return [Notice(sentence) for sentence in get_notices(timezone.now())]


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the notices to the start page."""
    panels.append(NoticesPanel(request))
