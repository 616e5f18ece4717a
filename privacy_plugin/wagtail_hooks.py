"""Admin hooks of the core: the menu *Privacy* and its pages."""

from __future__ import annotations

from functools import partial

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from privacy_plugin.admin import menu, retention_form, site_facts, urls
from privacy_plugin.admin.access.group_form import PrivacySitesForm
from privacy_plugin.admin.access.sites import SITE_PERMISSION_HOOK, SitePermission
from privacy_plugin.admin.dashboard import PrivacyPanel
from privacy_plugin.admin.reports.consent_detail import CONSENT_VIEWED
from privacy_plugin.admin.requests.access import REQUEST_PERMISSION
from privacy_plugin.admin.texts import workflow
from privacy_plugin.admin.texts.bulk_deletion import DeleteTextsBulkAction
from privacy_plugin.admin.texts.views import TextViewSet
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.site_facts.models import SiteFacts
from privacy_plugin.disclosure.texts.models import DisclosureText, text_policy

register_permission_policy(DisclosureText, text_policy)
ControllerSettings.edit_handler = retention_form.build_edit_handler()
SiteFacts.edit_handler = site_facts.build_edit_handler()
if apps.is_installed("wagtail.snippets"):
    register_snippet(TextViewSet)
    # Later than Wagtail's own for all snippets, whose place it takes.
    hooks.register("register_bulk_action", DeleteTextsBulkAction, order=10)
    hooks.register("construct_snippet_action_menu", workflow.replace_publish_buttons)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    """Put the pages at ``privacy/`` below the admin's address."""
    return [path("privacy/", include(urls, namespace="privacy_admin"))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Add "Privacy" to the main menu."""
    return menu.build_menu_item()


for _entry in menu.ENTRIES:
    hooks.register(menu.HOOK, partial(menu.GuardedMenuItem, *_entry))


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the permissions on reports and requests among those of a group."""
    codes = ("report_consentrecord", "export_consentrecord", "answer_subjectrequest")
    return Permission.objects.filter(
        content_type__app_label="privacy", codename__in=codes
    )


@hooks.register("register_group_permission_panel")
def register_group_panel() -> type[PrivacySitesForm]:
    """Let a group look after some sites only."""
    return PrivacySitesForm


@hooks.register(SITE_PERMISSION_HOOK)
def register_request_permission() -> list[SitePermission]:
    """Let a group answer the requests of some sites only."""
    return [REQUEST_PERMISSION]


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add consents, texts and what needs care to the start page."""
    panels.append(PrivacyPanel(request))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the look at a single consent, for the log."""
    actions.register_action(
        CONSENT_VIEWED, _("View a consent"), _("Viewed a consent and its text")
    )


@hooks.register("insert_global_admin_css")
def add_style() -> str:
    address = static("privacy_plugin/admin.css")
    return format_html('<link rel="stylesheet" href="{}">', address)
