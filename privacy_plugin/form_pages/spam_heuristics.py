"""Spam heuristics for messages: a honeypot and a rate limit, without a third party.

The finding is stored with the message. Nothing is refused, since heuristics can be
wrong.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_plugin.form_pages.conf import form_pages_conf
from privacy_plugin.form_pages.processing import RATE_WINDOW
from privacy_plugin.http.rate_limit import is_rate_limited

# Editors' fields are named by their labels, in which a hyphen becomes an underscore.
HONEYPOT_FIELD = "form-topic"


class Finding(models.TextChoices):
    """The result of the heuristics, shown to whoever reads the message.

    Nobody finds any more how long a form was open: old messages have these values.
    """

    NOTHING = "", _("nothing found")
    HONEYPOT = ("trap", _("perhaps spam: a field that only programs see was filled in"))
    TOO_FAST = "too_fast", _("perhaps spam: sent faster than a person can write")
    TOO_OLD = "too_old", _("perhaps spam: the form had been open for very long")
    BAD_STAMP = (
        "bad_stamp",
        _("perhaps spam: the form's time stamp is missing or altered"),
    )


def is_flood(address: str, *, at: datetime) -> bool:
    """Count one message from `address` and say whether it is one too many."""
    return is_rate_limited(
        "privacy_form_pages.flood",
        address,
        limit=form_pages_conf.rate_limit,
        period=RATE_WINDOW,
        at=at,
    )
