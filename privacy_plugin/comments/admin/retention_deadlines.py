"""What is stored about a comment, and when it will be deleted.

Periods come from the declarations (Art. 13(2)(a) GDPR). Where there is no date, the
criterion the writer read is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from privacy_plugin.comments.models import CheckContext, Comment
from privacy_plugin.comments.processing.readers import PUBLICATION
from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.disclosure.render.document import disclose_activity
from privacy_plugin.egress.models import Transmission
from privacy_plugin.processing import Keep, registry

PROOF = "privacy.consent_proof"


@dataclass(frozen=True, slots=True)
class RetentionDeadline:
    """When something is deleted: a time, or a criterion."""

    what: str
    at: datetime | None = None
    criterion: str = ""


def get_retention_deadlines(
    comment: Comment,
    context: CheckContext | None,
    transmissions: Iterable[Transmission],
    *,
    has_consents: bool,
) -> tuple[RetentionDeadline, ...]:
    """Return everything stored about this comment, with its deadline."""
    controller = get_site_controller(comment.discussion.site_id)
    found = [_words(comment, controller)]
    if context is not None and context.ip_address:
        what = _("The writer's IP address, if the check has not ended before")
        found.append(RetentionDeadline(what, _end(context, controller)))
    ends = [end for row in transmissions if (end := _end(row, controller))]
    if ends:
        found.append(RetentionDeadline(_("The list of what was sent"), max(ends)))
    if has_consents:
        found.append(
            RetentionDeadline(
                _("The proof of consent"),
                criterion=_get_criterion(PROOF, controller),
            )
        )
    return tuple(one for one in found if one.at or one.criterion)


def _words(comment: Comment, controller: Controller) -> RetentionDeadline:
    end = _end(comment, controller)
    if end is not None:
        return RetentionDeadline(_("The rejected comment and its history"), end)
    return RetentionDeadline(
        _("The comment and its history"),
        criterion=_get_criterion(PUBLICATION, controller),
    )


def _end(row: models.Model, controller: Controller) -> datetime | None:
    """Return when the earliest retention that has begun for this row ends."""
    label = row._meta.label
    ends = [
        moment + activity.retention.period
        for activity in map(controller.with_overrides, registry)
        if isinstance(activity.retention, Keep)
        and activity.retention.after.rpartition(".")[0] == label
        and (moment := getattr(row, activity.retention.after.rpartition(".")[2]))
    ]
    return min(ends, default=None)


def _get_criterion(key: str, controller: Controller) -> str:
    activity = registry.find(key)
    if activity is None:
        return ""
    rows = disclose_activity(activity, controller=controller).first_layer
    return next((row.text for row in rows if row.term == "how_long"), "")
