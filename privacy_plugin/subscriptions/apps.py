"""App configuration of the optional feature ``subscriptions``."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    name = "privacy_plugin.subscriptions"
    label = "privacy_subscriptions"
    verbose_name = _("Subscriptions")
    default_auto_field = "django.db.models.BigAutoField"
    page_cache_scopes = dict.fromkeys(
        (
            "Delivery",
            "Mailing",
            "PendingSubscription",
            "SubscribedTopic",
            "Subscriber",
            "Subscription",
            "Suppression",
        ),
        "table",
    )
    uses_tasks = True

    def ready(self) -> None:
        """Load the start-up checks, the forms and the signal handlers."""
        from privacy_plugin.subscriptions import checks
        from privacy_plugin.subscriptions.mailings import pages
        from privacy_plugin.subscriptions.subscribers import (
            lookup,  # noqa: F401
            unsubscribe,
        )
        from privacy_plugin.subscriptions.views import disclosure  # noqa: F401

        pages.connect()
        if apps.is_installed("anymail"):
            from privacy_plugin.subscriptions.subscribers import bounces

            bounces.connect()
        if apps.is_installed("privacy_plugin.comments"):
            from privacy_plugin.subscriptions.mailings import comments

            comments.connect()
