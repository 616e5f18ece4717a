"""Spam heuristics for messages: honeypot and signed timestamp, without a third party.

The finding is stored with the message. Nothing is refused, since heuristics can be
wrong.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_plugin.form_pages.conf import form_pages_conf
from privacy_plugin.form_pages.processing import RATE_WINDOW
from privacy_plugin.http import signed_timestamp
from privacy_plugin.http.rate_limit import is_rate_limited

# Editors' fields are named by their labels, in which a hyphen becomes an underscore.
HONEYPOT_FIELD = "form-topic"
TIMESTAMP_FIELD = "form-stamp"

_FORM = "privacy_form_pages.form"


class Finding(models.TextChoices):
    """The result of the heuristics, shown to whoever reads the message."""

    NOTHING = "", _("nothing found")
    HONEYPOT = ("trap", _("perhaps spam: a field that only programs see was filled in"))
    TOO_FAST = "too_fast", _("perhaps spam: sent faster than a person can write")
    TOO_OLD = "too_old", _("perhaps spam: the form had been open for very long")
    BAD_STAMP = (
        "bad_stamp",
        _("perhaps spam: the form's time stamp is missing or altered"),
    )


def sign_form_timestamp(page_id: int | None) -> str:
    """Return the signed time at which a page's form was made."""
    return signed_timestamp.sign_timestamp(_FORM, str(page_id))


def find_spam_signs(page_id: int, *, trap: str, stamped: str, at: datetime) -> Finding:
    """Return what is found in a message; the first finding counts."""
    if trap:
        return Finding.HONEYPOT
    age = signed_timestamp.get_form_age(
        _FORM, str(page_id), stamped, min_seconds=form_pages_conf.min_seconds, at=at
    )
    return Finding(age)


def is_flood(address: str, *, at: datetime) -> bool:
    """Count one message from `address` and say whether it is one too many."""
    return is_rate_limited(
        "privacy_form_pages.flood",
        address,
        limit=form_pages_conf.rate_limit,
        period=RATE_WINDOW,
        at=at,
    )
