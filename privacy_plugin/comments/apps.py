"""App configuration of the optional feature ``comments``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "privacy_plugin.comments"
    label = "privacy_comments"
    verbose_name = _("Comments")
    default_auto_field = "django.db.models.BigAutoField"
    uses_tasks = True

    def ready(self) -> None:
        """Register the checks, and the handlers for pages and sites that move."""
        from privacy_plugin.comments import checks  # noqa: F401
        from privacy_plugin.comments.discussions import sites

        sites.listen()
