"""App configuration of the optional feature ``akismet``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AkismetConfig(AppConfig):
    name = "privacy_plugin.akismet"
    label = "privacy_akismet"
    verbose_name = _("Akismet")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the start-up checks."""
        from privacy_plugin.akismet import checks

        checks.install()
