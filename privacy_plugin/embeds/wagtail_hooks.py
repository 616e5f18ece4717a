"""Where embeds come in: in rich text they are gates, and pages say who reads them."""

from __future__ import annotations

from typing import Any

import swapper
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from privacy_plugin.embeds import surroundings
from privacy_plugin.embeds.reporting import MAY_EDIT, ContactsReportView
from privacy_plugin.embeds.rich_text import GatedEmbedHandler


@hooks.register("register_rich_text_features", order=100)
def register_gates(features: Any) -> None:
    """Show embeds in rich text as gates; after Wagtail's own, so that ours counts."""
    features.register_embed_type(GatedEmbedHandler)


@hooks.register("before_serve_page")
def note_page(page: Any, request: HttpRequest, *_args: Any) -> None:
    """Note which page is being served, for the gates on it."""
    surroundings.serve(page, request)


class ContactsMenuItem(MenuItem):
    """Lead to the report, for those who may edit some page."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether this person may see it."""
        page = swapper.load_model("wagtailcore", "Page")
        policy = policy_registry.get_by_type(page)
        return bool(policy.user_has_any_permission(request.user, MAY_EDIT))


@hooks.register("register_reports_menu_item")
def register_report() -> MenuItem:
    """Add the report on contacts with other hosts."""
    address, name = reverse("embeds_report:index"), "contacts-with-other-hosts"
    label = _("Contacts with other hosts")
    return ContactsMenuItem(label, address, name=name, icon_name="globe", order=1300)


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLResolver]:
    """Put the report at ``reports/contacts/`` below the admin's address."""
    views = [
        path("", ContactsReportView.as_view(), name="index"),
        path("results/", ContactsReportView.as_view(results_only=True), name="results"),
    ]
    return [path("reports/contacts/", include((views, "embeds_report")))]
