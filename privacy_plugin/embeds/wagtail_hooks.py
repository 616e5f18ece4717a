"""Wagtail hooks: gates in rich text, menu, reports and notices."""

from __future__ import annotations

from typing import Any

import swapper
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.embeds.rich_text import MediaEmbedHandler
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import policy_registry

from privacy_plugin.embeds.admin import urls
from privacy_plugin.embeds.admin.dashboard import OldFactsPanel, ProvidersMenuItem
from privacy_plugin.embeds.gates import render_context
from privacy_plugin.embeds.gates.gate import prefetch_items, render_gate
from privacy_plugin.embeds.scan.report import MAY_EDIT, ContactsReportView


class GatedEmbedHandler(MediaEmbedHandler):
    """Replace Wagtail's handler of ``<embed embedtype="media">``."""

    @staticmethod
    def expand_db_attributes(attrs: dict[str, str]) -> str:
        return render_gate(attrs.get("url", ""))

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        prefetch_items([attrs.get("url", "") for attrs in attrs_list])
        return [cls.expand_db_attributes(attrs) for attrs in attrs_list]


@hooks.register("register_rich_text_features", order=100)
def register_gates(features: Any) -> None:
    """Show embeds in rich text as gates; after Wagtail's own, so that ours counts."""
    features.register_embed_type(GatedEmbedHandler)


@hooks.register("before_serve_page")
def note_page(page: Any, request: HttpRequest, *_args: Any) -> None:
    render_context.set_served_page(page, request)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    return [path("embed-providers/", include(urls, namespace="embeds_admin"))]


@hooks.register("register_settings_menu_item")
def register_menu_item() -> MenuItem:
    return ProvidersMenuItem(
        _("Embed providers"),
        reverse("embeds_admin:index"),
        name="embed-providers",
        icon_name="media",
        order=720,
    )


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="privacy_embeds", codename="change_providerentry"
    )


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(OldFactsPanel(request))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in (
        ("import", _("Import embed provider"), _("Embed provider imported")),
        ("switch_off", _("Switch off provider"), _("Provider switched off")),
        ("switch_on", _("Switch on provider"), _("Provider switched on")),
        ("reset", _("Reset embed provider"), _("Imported facts deleted")),
        ("remove", _("Remove embed provider"), _("Embed provider removed")),
        # written by the editing form of an earlier version
        ("add", _("Add embed provider"), _("Embed provider added")),
        ("change", _("Change embed provider"), _("Embed provider changed")),
    ):
        actions.register_action(f"privacy_embeds.{action}", label, message)


class ContactsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        page = swapper.load_model("wagtailcore", "Page")
        policy = policy_registry.get_by_type(page)
        return bool(policy.user_has_any_permission(request.user, MAY_EDIT))


@hooks.register("register_reports_menu_item")
def register_report() -> MenuItem:
    address, name = reverse("embeds_report:index"), "contacts-with-other-hosts"
    label = gettext("Contacts with other hosts")
    return ContactsMenuItem(label, address, name=name, icon_name="globe", order=1300)


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLResolver]:
    views = [
        path("", ContactsReportView.as_view(), name="index"),
        path("results/", ContactsReportView.as_view(results_only=True), name="results"),
    ]
    return [path("reports/contacts/", include((views, "embeds_report")))]
