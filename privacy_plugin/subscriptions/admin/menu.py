"""The menu *Subscribers* in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from privacy_plugin.admin.access.permissions import can_view_reports
from privacy_plugin.subscriptions.admin.permission import may_manage

ENTRIES = (  # label, name of the URL, icon
    (_("Mailings"), "index", "mail"),
    (_("Subscribers"), "subscribers", "group"),
    (_("Deliveries"), "deliveries", "upload"),
    (_("Unconfirmed requests"), "requests", "time"),
)


class ManagersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_manage(request.user)


class ConsentsMenuItem(ManagersMenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """Show the item to users with both permissions."""
        return super().is_shown(request) and can_view_reports(request.user)


def consents_url() -> str:
    """Return the URL of the report of consents to mail, of any status."""
    return f"{reverse('privacy_admin:consents')}?feature=subscriptions"


def menu_item() -> SubmenuMenuItem:
    items: list[MenuItem] = [
        ManagersMenuItem(
            label,
            reverse(f"subscriptions_admin:{name}"),
            name=f"subscriptions-{name}",
            icon_name=icon,
            order=100 * number,
        )
        for number, (label, name, icon) in enumerate(ENTRIES, start=1)
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
