"""The optional app ``embeds``."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacy_plugin.processing import registry


class EmbedsConfig(AppConfig):
    """Name the app; installing it is what switches the feature on."""

    name = "privacy_plugin.embeds"
    label = "privacy_embeds"
    verbose_name = _("Embeds")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the providers answer for their activities, and check them."""
        family = import_module("privacy_plugin.embeds.family")
        registry.register_family("embeds", family.ProviderFamily())
        import_module("privacy_plugin.embeds.checks")
        import_module("privacy_plugin.embeds.content_checks")
        import_module("privacy_plugin.embeds.events")
