"""The list of messages in the admin: each look, and each export, is written down."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from wagtail.log_actions import log

MESSAGES_VIEWED = "privacy_form_pages.look"
MESSAGES_EXPORTED = "privacy_form_pages.export"


class LogViewsMixin:
    """Log each look at a list of messages; put it before Wagtail's view.

    The entry stands in the history of the page, without a word of any message.
    """

    def render_to_response(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Log what is shown; whoever may not see it does not come this far."""
        view: Any = self
        action = MESSAGES_EXPORTED if view.is_export else MESSAGES_VIEWED
        log(instance=view.form_page, action=action, user=view.request.user)
        base: Any = super()
        response: HttpResponseBase = base.render_to_response(*args, **kwargs)
        return response
