"""App configuration of the optional feature ``form_pages``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormPagesConfig(AppConfig):
    name = "privacy_plugin.form_pages"
    label = "privacy_form_pages"
    verbose_name = _("Forms that disclose")
    default_auto_field = "django.db.models.BigAutoField"
    page_cache_scopes = dict.fromkeys(
        ("EmailCopy", "Submission"),
        "table",
    )

    def ready(self) -> None:
        from privacy_plugin.form_pages import checks  # noqa: F401
        from privacy_plugin.form_pages.mailboxes import EmailCopySource
        from privacy_plugin.form_pages.published_forms import (
            describe_forms_of_site,
            list_to_addresses,
        )
        from privacy_plugin.processing import registry

        registry.register_family("form_pages", EmailCopySource(list_to_addresses))
        registry.register_site_view(describe_forms_of_site)
