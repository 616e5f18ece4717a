"""The menu *Privacy* in the admin; other apps add items by a hook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from privacy_plugin.admin.permission import User, may_report, text_sites_of
from privacy_plugin.processing import _

HOOK = "register_privacy_menu_item"
privacy_menu = Menu(register_hook_name=HOOK, construct_hook_name=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """Describe an item: where it leads, and who may open that."""

    label: str
    url_name: str
    icon_name: str
    order: int
    is_for: Callable[[User], bool]


class GuardedMenuItem(MenuItem):
    """Show an item to those who may open what it leads to."""

    def __init__(self, entry: Entry) -> None:
        """Remember who it is for."""
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


def may_read_texts(user: User) -> bool:
    """Say whether this person may read or write the texts of any site."""
    return text_sites_of(user).exists()


def menu_item() -> SubmenuMenuItem:
    """Return the item of the main menu, with everything below it."""
    return SubmenuMenuItem(
        gettext_lazy("Privacy"),
        privacy_menu,
        name="privacy",
        icon_name="lock",
        order=220,
    )


ENTRIES = (
    Entry(_("Texts"), "texts", "doc-full", 100, may_read_texts),
    Entry(_("Record of processing"), "record", "list-ul", 200, may_report),
    Entry(_("Consents"), "consents", "tick-inverse", 300, may_report),
    Entry(_("Transmissions"), "transmissions", "upload", 400, may_report),
    Entry(_("Refusals"), "refusals", "cross", 500, may_report),
    Entry(_("Retention"), "retention", "time", 600, may_report),
)
