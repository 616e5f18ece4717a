"""The menu *Subscribers* in the admin."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from privacy_plugin.admin.access.permissions import can_view_reports
from privacy_plugin.subscriptions.admin.permission import may_manage


@dataclass(frozen=True, slots=True)
class Entry:
    """Describe a page of subscriptions: its name, address and picture."""

    label: Promise
    url_name: str
    icon_name: str


ENTRIES = (
    Entry(_("Mailings"), "index", "mail"),
    Entry(_("Subscribers"), "subscribers", "group"),
    Entry(_("Deliveries"), "deliveries", "upload"),
    Entry(_("Unconfirmed requests"), "requests", "time"),
)


class ManagersMenuItem(MenuItem):
    """Lead to a page for whoever may manage subscribers."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to nobody else."""
        return may_manage(request.user)


class ConsentsMenuItem(ManagersMenuItem):
    """Lead to the consents of subscriptions, which are for those who see reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to whoever may open both."""
        return super().is_shown(request) and can_view_reports(request.user)


def consents_url() -> str:
    """Return the address of the consents to mail, however they stand now."""
    return f"{reverse('privacy_admin:consents')}?feature=subscriptions"


def menu_item() -> SubmenuMenuItem:
    """Return the item of the main menu, with everything below it."""
    items: list[MenuItem] = [
        ManagersMenuItem(
            entry.label,
            reverse(f"subscriptions_admin:{entry.url_name}"),
            name=f"subscriptions-{entry.url_name}",
            icon_name=entry.icon_name,
            order=100 * number,
        )
        for number, entry in enumerate(ENTRIES, start=1)
    ]
    items.append(
        ConsentsMenuItem(
            _("Consents"),
            consents_url(),
            name="subscriptions-consents",
            icon_name="tick-inverse",
            order=900,
        )
    )
    return SubmenuMenuItem(
        _("Subscribers"),
        Menu(items=items),
        name="subscriptions",
        icon_name="mail",
        order=450,
    )
