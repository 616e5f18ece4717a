"""The optional app ``embeds``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from privacy_plugin.processing import registry


class EmbedsConfig(AppConfig):
    name = "privacy_plugin.embeds"
    label = "privacy_embeds"
    verbose_name = _("Embeds")
    default_auto_field = "django.db.models.BigAutoField"
    page_cache_scopes = {"LoadCount": "table"}
    uses_tasks = True

    def ready(self) -> None:
        from privacy_plugin.embeds.checks import content, providers  # noqa: F401
        from privacy_plugin.embeds.providers.dynamic_activities import (
            ProviderActivitySource,
        )
        from privacy_plugin.embeds.scan import indexing  # noqa: F401

        registry.register_family("embeds", ProviderActivitySource())
