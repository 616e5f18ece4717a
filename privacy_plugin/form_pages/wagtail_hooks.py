"""What editors get in the admin: a log of looks at messages, and who agreed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from privacy_plugin.admin.agreement import QUESTIONS_HOOK, Asked
from privacy_plugin.form_pages.questions import questions
from privacy_plugin.form_pages.submissions import EXPORT, LOOK


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Name what is noted when somebody looks at messages."""
    actions.register_action(
        LOOK, _("Look at messages"), _("Looked at the messages of this form")
    )
    actions.register_action(
        EXPORT, _("Export messages"), _("Exported the messages of this form")
    )


@hooks.register(QUESTIONS_HOOK)
def asked(since: datetime) -> list[Asked]:
    """Say which messages came with a question, for the share of those who agreed."""
    return questions(since)
