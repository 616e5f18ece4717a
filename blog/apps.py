"""The blog as a Django app."""

from typing import ClassVar

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    """Name the app and connect its receivers."""

    name = "blog"
    label = "blog"
    verbose_name = _("Blog")
    default_auto_field = "django.db.models.BigAutoField"
    page_cache_scopes: ClassVar = {"FirstSteps": "table"}

    def ready(self) -> None:
        """Register checks and receivers; their modules need the models."""
        from wagtail.signals import copy_for_translation_done

        from blog import checks
        from blog.addresses.site_address import set_site_address
        from blog.addresses.slugs import set_slug
        from blog.backends.sqlite_permissions import remove_other_permissions
        from blog.media import renditions
        from blog.models.translated_references import point_to_translations

        connection_created.connect(remove_other_permissions)
        copy_for_translation_done.connect(point_to_translations)
        post_migrate.connect(set_site_address, sender=self)
        for model in ("blog.Author", "blog.Category", "taggit.Tag"):
            pre_save.connect(set_slug, sender=model)
