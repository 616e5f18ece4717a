"""Notices about providers on the admin's start page, and the menu item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from privacy_plugin.embeds.admin.provider_list import ProviderRow, list_providers

CHANGE = "privacy_embeds.change_providerentry"


def may_change(user: AbstractBaseUser | AnonymousUser) -> bool:
    has_perm = getattr(user, "has_perm", None)
    return bool(has_perm and has_perm(CHANGE))


class ProvidersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_change(request.user)


class OldFactsPanel(Component):
    """Providers in use that have not been verified for a year."""

    name = "embeds_old_facts"
    template_name = "privacy_plugin/embeds/admin/panel.html"
    order = 240

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def old(self) -> tuple[ProviderRow, ...]:
        if not may_change(self.request.user):
            return ()
        today = timezone.localdate()
        return tuple(
            one
            for one in list_providers()
            if one.item_count
            and one.is_enabled
            and (one.is_unverified or one.is_old(today))
        )

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        return str(super().render_html(parent_context)) if self.old else ""

    def get_context_data(self, _parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"old": self.old}
