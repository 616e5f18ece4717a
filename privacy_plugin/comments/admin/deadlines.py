"""What is kept about a comment, and when it will be deleted.

Every period is read from the declarations (Art. 13(2)(a) GDPR); where one holds no
date, what the writer was told is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from privacy_plugin.comments.models import CheckContext, Comment
from privacy_plugin.comments.processing import PUBLICATION
from privacy_plugin.disclosure.document import disclose
from privacy_plugin.egress.models import Transmission
from privacy_plugin.processing import Keep, registry

PROOF = "privacy.consent_proof"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Say until when something is kept: a moment, or what the writer was told."""

    what: str
    at: datetime | None = None
    told: str = ""


def deadlines(
    comment: Comment,
    context: CheckContext | None,
    transmissions: Iterable[Transmission],
    *,
    has_consents: bool,
) -> tuple[Deadline, ...]:
    """Return everything that is kept because of this comment, with its end."""
    found = [_words(comment)]
    if context is not None:
        what = _("The writer's IP address, if the check has not ended before")
        found.append(Deadline(what, _end(context)))
    ends = [end for row in transmissions if (end := _end(row))]
    if ends:
        found.append(Deadline(_("The list of what was sent"), max(ends)))
    if has_consents:
        found.append(Deadline(_("The proof of consent"), told=_told(PROOF)))
    return tuple(found)


def _words(comment: Comment) -> Deadline:
    end = _end(comment)
    if end is not None:
        return Deadline(_("The rejected comment and its history"), end)
    return Deadline(_("The comment and its history"), told=_told(PUBLICATION))


def _end(row: models.Model) -> datetime | None:
    """Return when the earliest retention that has begun for this row ends."""
    label = row._meta.label
    ends = [
        moment + activity.retention.period
        for activity in registry
        if isinstance(activity.retention, Keep)
        and activity.retention.after.rpartition(".")[0] == label
        and (moment := getattr(row, activity.retention.after.rpartition(".")[2]))
    ]
    return min(ends, default=None)


def _told(key: str) -> str:
    rows = disclose(key).first_layer
    return next((row.text for row in rows if row.term == "how_long"), "")
