"""Admin hooks: log of views of messages, consent rate."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from privacy_plugin.admin.consents.counts import RATE_QUERIES_HOOK
from privacy_plugin.admin.notices import NOTICE_HOOK, Notice, build_form_notice
from privacy_plugin.form_pages.consent_rates import get_rate_queries
from privacy_plugin.form_pages.disclosures import find_missing_of
from privacy_plugin.form_pages.models import DisclosedFormMixin
from privacy_plugin.form_pages.submissions import MESSAGES_EXPORTED, MESSAGES_VIEWED

hooks.register(RATE_QUERIES_HOOK, get_rate_queries)


@hooks.register(NOTICE_HOOK)
def get_missing_notices(_request: HttpRequest) -> list[Notice]:
    """Name the types of pages whose forms are not shown."""
    return [
        build_form_notice(str(model._meta.verbose_name), missing)
        for model in apps.get_models()
        if issubclass(model, DisclosedFormMixin) and (missing := find_missing_of(model))
    ]


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Register the log actions for views and exports of messages."""
    actions.register_action(
        MESSAGES_VIEWED, _("View messages"), _("Viewed the messages of this form")
    )
    actions.register_action(
        MESSAGES_EXPORTED, _("Export messages"), _("Exported the messages of this form")
    )
