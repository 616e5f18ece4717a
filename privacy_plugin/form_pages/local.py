"""The site's own look at a message: quick, free, and without telling anybody anything.

What it finds is written beside the message; nothing is refused for it, for whoever
writes to a site may be right where a check is wrong.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_plugin.conf import conf
from privacy_plugin.egress.flood import is_one_too_many
from privacy_plugin.form_pages.processing import RATE_WINDOW
from privacy_plugin.rights import stamp

# Editors' fields are named by their labels, in which a hyphen becomes an underscore.
TRAP = "form-topic"
STAMP = "form-stamp"

_FORM = "privacy_form_pages.form"


class Finding(models.TextChoices):
    """Say what was found; whoever reads the message reads it too."""

    NOTHING = "", _("nothing found")
    TRAP = "trap", _("perhaps spam: a field that only programs see was filled in")
    TOO_FAST = "too_fast", _("perhaps spam: sent faster than a person can write")
    TOO_OLD = "too_old", _("perhaps spam: the form had been open for very long")
    BAD_STAMP = (
        "bad_stamp",
        _("perhaps spam: the form's time stamp is missing or altered"),
    )


def stamp_for(page_id: int | None) -> str:
    """Return the signed time at which a page's form was made."""
    return stamp.stamp(_FORM, str(page_id))


def inspect(page_id: int, *, trap: str, stamped: str, at: datetime) -> Finding:
    """Return what is found in a message; the first finding counts."""
    if trap:
        return Finding.TRAP
    made_at = stamp.stamped_at(_FORM, str(page_id), stamped)
    if made_at is None:
        return Finding.BAD_STAMP
    if at - made_at < timedelta(seconds=conf.form_pages_min_seconds):
        return Finding.TOO_FAST
    return Finding.TOO_OLD if at - made_at > stamp.FORM_LIFETIME else Finding.NOTHING


def is_flood(address: str, *, at: datetime) -> bool:
    """Count one message from `address` and say whether it is one too many."""
    return is_one_too_many(
        "privacy_form_pages.flood",
        address,
        limit=conf.form_pages_rate_limit,
        period=RATE_WINDOW,
        at=at,
    )
