"""Admin hooks: the queue, its menu item, the start page's panel."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy

from privacy_plugin.admin.access.sites import SITE_PERMISSION_HOOK, SitePermission
from privacy_plugin.admin.concurrent_edits import build_setting_edit_handler
from privacy_plugin.admin.consents.counts import RATE_QUERIES_HOOK, ConsentRateQuery
from privacy_plugin.comments.admin import urls
from privacy_plugin.comments.admin.account import ReminderPanel
from privacy_plugin.comments.admin.bulk.actions import BULK_ACTIONS
from privacy_plugin.comments.admin.consent_rate import get_consent_rates
from privacy_plugin.comments.admin.dashboard import (
    WaitingPanel,
    WaitingSummaryItem,
    menu_item,
)
from privacy_plugin.comments.admin.page_deletion import DeletePages, warn_about_comments
from privacy_plugin.comments.models import Comment, CommentSettings
from privacy_plugin.comments.moderation.permissions import (
    SITE_PERMISSION,
    comment_policy,
)

register_permission_policy(Comment, comment_policy)
CommentSettings.edit_handler = build_setting_edit_handler(CommentSettings)

for bulk_action in BULK_ACTIONS:
    hooks.register("register_bulk_action", bulk_action)
# After Wagtail's own, whose place it takes.
hooks.register("register_bulk_action", DeletePages, order=1)


@hooks.register("before_delete_page")
def warn_before_deletion(request: HttpRequest, page: Model) -> None:
    """Say how many comments go with the page."""
    warn_about_comments(request, [page])


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    """Put moderation at ``comments/`` below the admin's address."""
    return [path("comments/", include(urls, namespace="comments_admin"))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Add "Comments" to the main menu."""
    return menu_item()


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the permission to moderate among those of a group."""
    return Permission.objects.filter(
        content_type__app_label="privacy_comments", codename="moderate_comment"
    )


@hooks.register(SITE_PERMISSION_HOOK)
def register_site_permissions() -> list[SitePermission]:
    """Let a group moderate the comments of some sites only."""
    return [SITE_PERMISSION]


@hooks.register("register_account_settings_panel")
def add_account_panel(
    request: HttpRequest, user: AbstractBaseUser, profile: Model
) -> ReminderPanel:
    """Let editors choose in their account how often they are reminded."""
    return ReminderPanel(request, user, profile)


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the waiting comments to the start page."""
    panels.append(WaitingPanel(request))


@hooks.register("construct_homepage_summary_items")
def add_summary_item(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Add the number of waiting comments to the start page."""
    items.append(WaitingSummaryItem(request))


@hooks.register(RATE_QUERIES_HOOK)
def asked(since: datetime) -> list[ConsentRateQuery]:
    """Say which comments came with a question, for the share of those who agreed."""
    return get_consent_rates(since)


@hooks.register("insert_global_admin_css")
def add_style() -> str:
    """Load the style of the badge and of the queue."""
    address = static("privacy_plugin/comments/admin.css")
    return format_html('<link rel="stylesheet" href="{}">', address)
