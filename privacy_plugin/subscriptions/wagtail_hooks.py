"""Admin hooks: mailings, subscribers, menu, comment form."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry

from privacy_plugin.admin.access.sites import SITE_PERMISSION_HOOK, SitePermission
from privacy_plugin.admin.concurrent_edits import build_setting_edit_handler
from privacy_plugin.disclosure.activities import is_in_force
from privacy_plugin.subscriptions.admin import menu, urls
from privacy_plugin.subscriptions.admin.permission import SITE_PERMISSION
from privacy_plugin.subscriptions.admin.subscribers import EXPORT, REVEAL
from privacy_plugin.subscriptions.admin.test_email import can_preview_email
from privacy_plugin.subscriptions.models import (
    TOO_MANY,
    Mailing,
    MailingState,
    SubscriptionSettings,
)
from privacy_plugin.subscriptions.newsletter_page import (
    NewsletterPageMixin,
    get_page_reference,
)
from privacy_plugin.subscriptions.processing import REPLIES
from privacy_plugin.subscriptions.views.disclosure import REPLIES_FORM
from privacy_plugin.subscriptions.views.replies_form import RepliesForm

SubscriptionSettings.edit_handler = build_setting_edit_handler(SubscriptionSettings)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    """Put the pages at ``subscriptions/`` below the admin's address."""
    return [path("subscriptions/", include(urls, namespace="subscriptions_admin"))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Add "Subscribers" to the main menu."""
    return menu.menu_item()


@hooks.register("register_page_header_buttons")
def add_preview_button(
    page: Model, user: AbstractBaseUser, **_context: object
) -> Iterator[Button]:
    """Link from a post's editor to the preview of its mail."""
    if (
        isinstance(page, NewsletterPageMixin)
        and page.pk
        and can_preview_email(page, user)
    ):
        address = reverse("subscriptions_admin:try", args=[page.pk])
        yield Button(_("The mail about it"), address, icon_name="mail", priority=60)


@hooks.register("after_publish_page")
def warn_about_paused_mailing(request: HttpRequest, page: Model) -> None:
    """Say in the editor that a mail waits, because many were published at once."""
    held = Mailing.objects.filter(
        source=get_page_reference(page), state=MailingState.PAUSED, reason=TOO_MANY
    )
    if isinstance(page, NewsletterPageMixin) and held.exists():
        messages.warning(
            request,
            _(
                "Many posts were published within an hour. Nobody is told of this one "
                "before you confirm it under Subscribers."
            ),
            buttons=[
                messages.button(reverse("subscriptions_admin:index"), _("Subscribers"))
            ],
        )


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the permission among those of a group."""
    return Permission.objects.filter(
        content_type__app_label="privacy_subscriptions", codename="manage_subscriber"
    )


@hooks.register(SITE_PERMISSION_HOOK)
def register_site_permissions() -> list[SitePermission]:
    """Let a group manage the subscribers of some sites only."""
    return [SITE_PERMISSION]


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Register the log actions for views of addresses."""
    actions.register_action(
        REVEAL, _("Reveal an address"), _("Looked at the address of a subscriber")
    )
    actions.register_action(
        EXPORT, _("Export an address"), _("Exported the address of a subscriber")
    )


@hooks.register("register_comment_form_extension")
def register_replies_form() -> type[RepliesForm] | None:
    """Offer mail about replies beside a comment, while that is in force."""
    is_offered = is_in_force(REPLIES) and not REPLIES_FORM.missing
    return RepliesForm if is_offered else None
