"""App configuration of the optional app ``page_cache``."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class PageCacheConfig(AppConfig):
    name = "privacy_plugin.page_cache"
    label = "privacy_page_cache"
    verbose_name = _("Page cache")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the checks; watch commits, and all tables again after each migration."""
        from privacy_plugin.page_cache import checks  # noqa: F401
        from privacy_plugin.page_cache.changes import installation
        from privacy_plugin.page_cache.files.commits import watch_connection

        connection_created.connect(watch_connection)

        pre_migrate.connect(installation.before_migration, sender=self)
        post_migrate.connect(installation.after_migration, sender=self)
