"""The core as a Django app: it finds every app's declarations at start-up."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _
from wagtail.signals import published, unpublished


class PrivacyConfig(AppConfig):
    """Name the app, load the declarations and the start-up checks."""

    name = "privacy_plugin"
    label = "privacy"
    verbose_name = _("Privacy")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import each installed app's ``processing`` module, then the core's checks.

        What Wagtail publishes is written down by ``disclosure.publishing``.
        """
        autodiscover_modules("processing")
        import_module("privacy_plugin.checks")
        import_module("privacy_plugin.mail_checks")
        publishing = import_module("privacy_plugin.disclosure.publishing")
        text = self.get_model("DisclosureText")
        published.connect(publishing.text_published, sender=text)
        unpublished.connect(publishing.text_taken_back, sender=text)
