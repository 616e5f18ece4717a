"""Overview of a site's texts: every activity in every language, with notices."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from privacy_plugin.admin.access.permissions import READ_TEXTS, get_text_sites
from privacy_plugin.admin.notices import get_controller_notices
from privacy_plugin.admin.page import SiteView
from privacy_plugin.admin.texts.notices import get_workflow_notices
from privacy_plugin.admin.texts.status import (
    TextStatus,
    get_activity_statuses,
    orphaned_texts,
)
from privacy_plugin.admin.texts.views import text_url
from privacy_plugin.conf import conf
from privacy_plugin.disclosure.texts.models import text_policy


class TextOverviewView(SiteView):
    """All activities of one site with the status of their texts."""

    template_name = "privacy_plugin/admin/texts.html"
    page_title = _("Texts by activity")
    header_icon = "doc-full"

    def sites(self) -> QuerySet[Site]:
        return get_text_sites(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rows": self._rows(),
            "languages": conf.languages,
            "notices": [*get_controller_notices(self.site), *get_workflow_notices()],
            "orphaned": [
                (text, text_url("edit", text.pk))
                for text in orphaned_texts()
                if text_policy.user_has_any_permission_for_instance(
                    self.request.user, READ_TEXTS, text
                )
            ],
        }

    def _rows(self) -> list[dict[str, Any]]:
        return [
            {
                "activity": state.activity,
                "title": state.title,
                "cells": [(text, self._address(text)) for text in state.texts],
            }
            for state in get_activity_statuses(self.site)
        ]

    def _address(self, state: TextStatus) -> str:
        """Return where to change the text, or to write it; empty where one may not."""
        if state.text is not None:
            return text_url("edit", state.text.pk) if self._may("change") else ""
        query: dict[str, str | int] = {
            "activity": state.activity.key,
            "site": self.site.pk,
            "locale": state.language,
        }
        return f"{text_url('add')}?{urlencode(query)}" if self._may("add") else ""

    def _may(self, action: str) -> bool:
        return bool(
            text_policy.user_has_permission_for_instance(
                self.request.user, action, self.site
            )
        )
