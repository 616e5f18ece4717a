"""App configuration of the optional feature ``form_pages``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormPagesConfig(AppConfig):
    name = "privacy_plugin.form_pages"
    label = "privacy_form_pages"
    verbose_name = _("Forms that disclose")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy_plugin.form_pages import checks  # noqa: F401
        from privacy_plugin.form_pages.published_forms import name_fields_of_site
        from privacy_plugin.processing import registry

        registry.register_site_view(name_fields_of_site)
