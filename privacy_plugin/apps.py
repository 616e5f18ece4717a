"""App configuration of the core; it loads every app's declarations at start-up."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _
from wagtail.signals import published, unpublished


class PrivacyConfig(AppConfig):
    name = "privacy_plugin"
    label = "privacy"
    verbose_name = _("Privacy")
    default_auto_field = "django.db.models.BigAutoField"
    page_cache_scopes = dict.fromkeys(
        (
            "ConsentCount",
            "ConsentEvent",
            "ConsentRecord",
            "DisclosureVersion",
            "RecordSnapshot",
            "RequestEvent",
            "SubjectRequest",
            "Transmission",
        ),
        "table",
    )

    def ready(self) -> None:
        """Import each app's declarations, record texts and jobs, and the checks."""
        autodiscover_modules("processing")
        autodiscover_modules("record_texts")
        from privacy_plugin import checks, maintenance  # noqa: F401
        from privacy_plugin.database_features import find_json_support
        from privacy_plugin.disclosure.site_facts.cookies import CookieActivities
        from privacy_plugin.disclosure.texts import publishing
        from privacy_plugin.egress.http_guard import connection_guard
        from privacy_plugin.processing import registry
        from privacy_plugin.rights import revocations  # noqa: F401

        autodiscover_modules("maintenance")
        connection_guard.install()
        connection_created.connect(find_json_support)
        registry.register_family("site", CookieActivities())
        text = self.get_model("DisclosureText")
        published.connect(publishing.record_publication, sender=text)
        unpublished.connect(publishing.record_unpublication, sender=text)
