"""The menu *Privacy* in the admin; other apps add items by a hook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from privacy_plugin.admin.access.permissions import can_view_reports, get_text_sites
from privacy_plugin.admin.access.sites import User
from privacy_plugin.processing import N_

HOOK = "register_privacy_menu_item"
privacy_menu = Menu(register_hook_name=HOOK, construct_hook_name=None)


@dataclass(frozen=True, slots=True)
class PrivacyMenuEntry:
    """A menu item: its URL, and who may open it."""

    label: str
    url_name: str
    icon_name: str
    order: int
    is_for: Callable[[User], bool]


class GuardedMenuItem(MenuItem):
    """Show an item only to those who may open it."""

    def __init__(self, entry: PrivacyMenuEntry) -> None:
        super().__init__(
            gettext_lazy(entry.label),
            reverse(f"privacy_admin:{entry.url_name}"),
            name=f"privacy-{entry.url_name}",
            icon_name=entry.icon_name,
            order=entry.order,
        )
        self.is_for = entry.is_for

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether this person sees it."""
        return self.is_for(request.user)


def can_view_texts(user: User) -> bool:
    """Say whether this person may read or write the texts of any site."""
    return get_text_sites(user).exists()


def build_menu_item() -> SubmenuMenuItem:
    """Return the item of the main menu, with everything below it."""
    return SubmenuMenuItem(
        gettext_lazy("Privacy"),
        privacy_menu,
        name="privacy",
        icon_name="lock",
        order=220,
    )


ENTRIES = (
    PrivacyMenuEntry(N_("Texts"), "texts", "doc-full", 100, can_view_texts),
    PrivacyMenuEntry(
        N_("Record of processing"), "record", "list-ul", 200, can_view_reports
    ),
    PrivacyMenuEntry(N_("Consents"), "consents", "tick-inverse", 300, can_view_reports),
    PrivacyMenuEntry(
        N_("Transmissions"), "transmissions", "upload", 400, can_view_reports
    ),
    PrivacyMenuEntry(
        N_("Refused transmissions"), "refusals", "cross", 500, can_view_reports
    ),
    PrivacyMenuEntry(N_("Retention"), "retention", "time", 600, can_view_reports),
)
