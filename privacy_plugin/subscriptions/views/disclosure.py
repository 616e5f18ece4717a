"""The forms that ask for an address, with the activities that stand beside them."""

from __future__ import annotations

from django.apps import apps

from privacy_plugin.disclosure.forms import FormDisclosure, register_form
from privacy_plugin.processing import N_
from privacy_plugin.subscriptions.processing import (
    BACKGROUND,
    ENROLMENT,
    POSTS,
    REPLIES,
    THREAD,
)

SUBSCRIBE_FORM = FormDisclosure(
    slug="subscribe",
    title=N_("Subscribe by email"),
    get_keys=lambda: (
        ENROLMENT,
        POSTS,
        *((THREAD,) if apps.is_installed("privacy_plugin.comments") else ()),
        *BACKGROUND,
    ),
)
REPLIES_FORM = FormDisclosure(
    slug="replies",
    title=N_("Replies by email"),
    get_keys=lambda: (ENROLMENT, REPLIES, *BACKGROUND),
)

register_form(SUBSCRIBE_FORM)
if apps.is_installed("privacy_plugin.comments"):
    register_form(REPLIES_FORM)
