"""Admin hooks: log of views of messages, consent rate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from privacy_plugin.admin.consents.counts import RATE_QUERIES_HOOK
from privacy_plugin.form_pages.consent_rates import get_rate_queries
from privacy_plugin.form_pages.submissions import MESSAGES_EXPORTED, MESSAGES_VIEWED

hooks.register(RATE_QUERIES_HOOK, get_rate_queries)


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Register the log actions for views and exports of messages."""
    actions.register_action(
        MESSAGES_VIEWED, _("View messages"), _("Viewed the messages of this form")
    )
    actions.register_action(
        MESSAGES_EXPORTED, _("Export messages"), _("Exported the messages of this form")
    )
