"""The form for a comment, with the activities that stand beside it."""

from __future__ import annotations

from privacy_plugin.comments.processing.readers import (
    ABUSE_PROTECTION,
    PUBLICATION,
    REJECTION,
)
from privacy_plugin.comments.spam_check.checker import get_consent_activities
from privacy_plugin.disclosure.forms import FormDisclosure, register_form
from privacy_plugin.processing import N_

COMMENT_FORM = FormDisclosure(
    slug="comment",
    title=N_("Write a comment"),
    get_keys=lambda: (
        PUBLICATION,
        *get_consent_activities(),
        ABUSE_PROTECTION,
        REJECTION,
    ),
)

register_form(COMMENT_FORM)
