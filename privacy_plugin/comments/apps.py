"""App configuration of the optional feature ``comments``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "privacy_plugin.comments"
    label = "privacy_comments"
    verbose_name = _("Comments")
    default_auto_field = "django.db.models.BigAutoField"
    page_cache_scopes = {
        "Comment": "comments:{discussion.target_type}:{discussion.target_id}",
        "Discussion": "comments:{target_type}:{target_id}",
        **dict.fromkeys(
            (
                "BulkDecision", "CheckContext", "ModerationEvent", "RemindedComment",
                "Reminder", "SpamCheck",
            ),
            "table",
        ),
    }  # fmt: skip
    uses_tasks = True

    def ready(self) -> None:
        """Load the checks, the form, the rules, the handlers for pages that move."""
        from privacy_plugin.comments import checks  # noqa: F401
        from privacy_plugin.comments.discussions import sites
        from privacy_plugin.comments.models import CommentSettings
        from privacy_plugin.comments.submission import disclosure  # noqa: F401
        from privacy_plugin.disclosure.stored_facts import register_site_setting

        sites.listen()
        register_site_setting(CommentSettings)
