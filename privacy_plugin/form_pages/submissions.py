"""The list of messages in the admin, with a log of views and exports."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from wagtail.log_actions import log

MESSAGES_VIEWED = "privacy_form_pages.look"
MESSAGES_EXPORTED = "privacy_form_pages.export"


class LogViewsMixin:
    """Log each view of a list of messages; put it before Wagtail's view.

    The entry is in the history of the page and contains nothing of any message.
    """

    def render_to_response(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Log the view; it runs after the permission check."""
        view: Any = self
        action = MESSAGES_EXPORTED if view.is_export else MESSAGES_VIEWED
        log(instance=view.form_page, action=action, user=view.request.user)
        base: Any = super()
        response: HttpResponseBase = base.render_to_response(*args, **kwargs)
        return response
