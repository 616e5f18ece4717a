"""Declarations of subscriptions: about readers, and about editors."""

from privacy_plugin.subscriptions.processing.editors import TEST_MAIL
from privacy_plugin.subscriptions.processing.readers import (
    ABUSE_PROTECTION,
    ACTIVITIES,
    BACKGROUND,
    DELIVERIES,
    DELIVERIES_FOR,
    ENROLMENT,
    POSTS,
    PROVIDER,
    REPLIES,
    REQUEST_WINDOW,
    SUPPRESSION,
    THREAD,
    UNCONFIRMED_FOR,
)

__all__ = [
    "ABUSE_PROTECTION",
    "ACTIVITIES",
    "BACKGROUND",
    "DELIVERIES",
    "DELIVERIES_FOR",
    "ENROLMENT",
    "POSTS",
    "PROVIDER",
    "REPLIES",
    "REQUEST_WINDOW",
    "SUPPRESSION",
    "TEST_MAIL",
    "THREAD",
    "UNCONFIRMED_FOR",
]
