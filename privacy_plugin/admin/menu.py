"""The menu *Privacy* in the admin; other apps add items by a hook."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from privacy_plugin.admin.access.permissions import can_view_reports, get_text_sites
from privacy_plugin.admin.access.sites import User
from privacy_plugin.admin.requests.access import can_answer_requests
from privacy_plugin.processing import N_

HOOK = "register_privacy_menu_item"
privacy_menu = Menu(register_hook_name=HOOK, construct_hook_name=None)


class GuardedMenuItem(MenuItem):
    """Show an item only to those who may open it."""

    def __init__(
        self,
        label: str,
        url_name: str,
        icon_name: str,
        order: int,
        is_for: Callable[[User], bool],
    ) -> None:
        super().__init__(
            gettext_lazy(label),
            reverse(f"privacy_admin:{url_name}"),
            name=f"privacy-{url_name}",
            icon_name=icon_name,
            order=order,
        )
        self.is_for = is_for

    def is_shown(self, request: HttpRequest) -> bool:
        return self.is_for(request.user)


def can_view_texts(user: User) -> bool:
    return get_text_sites(user).exists()


def build_menu_item() -> SubmenuMenuItem:
    return SubmenuMenuItem(
        gettext_lazy("Privacy"),
        privacy_menu,
        name="privacy",
        icon_name="lock",
        order=220,
    )


ENTRIES = (
    (N_("Texts"), "texts", "doc-full", 100, can_view_texts),
    (N_("Requests"), "requests", "user", 150, can_answer_requests),
    (N_("Record of processing"), "record", "list-ul", 200, can_view_reports),
    (N_("Consents"), "consents", "tick-inverse", 300, can_view_reports),
    (N_("Transmissions"), "transmissions", "upload", 400, can_view_reports),
    (N_("Refused transmissions"), "refusals", "cross", 500, can_view_reports),
    (N_("Retention"), "retention", "time", 600, can_view_reports),
)
