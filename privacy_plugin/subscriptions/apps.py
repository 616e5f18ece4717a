"""The optional app ``subscriptions``."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    """Name the app; installing it is what switches the feature on."""

    name = "privacy_plugin.subscriptions"
    label = "privacy_subscriptions"
    verbose_name = _("Subscriptions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the start-up checks, and hear of what is published."""
        import_module("privacy_plugin.subscriptions.checks")
        import_module("privacy_plugin.subscriptions.announcing").listen()
        if apps.is_installed("anymail"):
            import_module("privacy_plugin.subscriptions.complaints").listen()
