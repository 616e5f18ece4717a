"""Which consents are active: the only definition, as Python and as a query.

A consent is active if its decision is the person's newest about the activity, is
*given* or *renewed*, has not expired, and was made for the facts in force now. Gateway,
receipts, reports, exports and readers' pages ask here; nothing else compares states,
times or digests. Source: GDPR Art. 7; ISO/IEC TS 27560, consent state.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from privacy_plugin.consent.models import (
    GIVEN_STATES,
    ConsentEvent,
    ConsentRecord,
    ConsentState,
)
from privacy_plugin.database_clock import by_database_clock
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.disclosure.facts import get_facts
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.render.document import compute_digest
from privacy_plugin.processing import UnknownActivity

# A decision that is dated further ahead was written under a wrong clock, and would
# count for too long. PostgreSQL dates and judges all decisions by its own clock.
FURTHEST_AHEAD = timedelta(days=1)


class ConsentStatus(models.TextChoices):
    """Whether a consent is active, and if not, what ended it."""

    ACTIVE = "active", _("in force")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced by a newer decision")
    EXPIRED = "expired", _("expired")
    FACTS_CHANGED = "facts_changed", _("ended, because the facts changed")
    AHEAD = "ahead", _("dated in the future")


def facts_in_force(records: QuerySet[ConsentRecord]) -> Q:
    """Return the condition that a record's text was written of the facts of now.

    Costs one query for the texts of these records and three for each of their sites;
    pass the condition on where several queries need it.
    """
    shown = records.order_by().values("version")
    versions = DisclosureVersion.objects.filter(pk__in=shown)
    pairs = versions.values_list("activity", "site_id").distinct()
    controllers: dict[int | None, Controller] = {}
    digests: dict[int | None, list[str]] = {}
    for activity, site_id in pairs:
        if site_id not in controllers:
            controllers[site_id] = get_site_controller(site_id)
        digest = _facts_digest(activity, controllers[site_id])
        digests.setdefault(site_id, []).append(digest)
    condition = Q(pk__in=())
    for site_id, known in digests.items():
        is_site = Q(version__site_id=site_id)
        if site_id is None:
            is_site = Q(version__site_id__isnull=True)
        condition |= is_site & Q(version__facts_digest__in=known)
    return condition


def with_status(records: QuerySet[ConsentRecord], *, at: datetime) -> QuerySet[Any]:
    """Add to each record its newest decision and what it is worth at `at`.

    That is `event` (primary key), `state`, `decided_at`, `valid_until` and `status`, a
    ConsentStatus. A record without a decision is left out.
    """
    endings = _endings(facts_in_force(records), at)
    later = ConsentEvent.objects.filter(record=OuterRef("pk"), pk__gt=OuterRef("event"))
    return (
        _with_decisions(records)
        .filter(~Exists(later))
        .annotate(
            status=Case(
                *(When(ended, then=Value(status)) for status, ended in endings),
                default=Value(ConsentStatus.ACTIVE),
                output_field=models.CharField(),
            )
        )
    )


def active(
    records: QuerySet[ConsentRecord], *, at: datetime, in_force: Q | None = None
) -> QuerySet[Any]:
    """Return the records whose consent is active at `at`, at most one per activity.

    `in_force` is what ``facts_in_force`` returned; it is asked for if it is not given.
    """
    endings = _endings(in_force or facts_in_force(records), at)
    return _with_decisions(records).filter(*(~ended for _status, ended in endings))


def _with_decisions(records: QuerySet[ConsentRecord]) -> QuerySet[Any]:
    return records.annotate(
        event=F("events__pk"),
        state=F("events__state"),
        decided_at=F("events__at"),
        valid_until=F("events__valid_until"),
    ).filter(event__isnull=False)


def _endings(in_force: Q, at: datetime) -> list[tuple[ConsentStatus, Any]]:
    """Return the conditions that end a consent; the first match is its status."""
    at = by_database_clock(at)
    later_of_person = ConsentEvent.objects.filter(
        record__subject_key=OuterRef("subject_key"),
        record__activity=OuterRef("activity"),
        pk__gt=OuterRef("event"),
    )
    return [
        (ConsentStatus.WITHDRAWN, Q(state=ConsentState.WITHDRAWN)),
        (ConsentStatus.REPLACED, Exists(later_of_person)),
        (ConsentStatus.EXPIRED, ~Q(state__in=GIVEN_STATES) | Q(valid_until__lte=at)),
        (ConsentStatus.AHEAD, Q(decided_at__gt=at + FURTHEST_AHEAD)),
        (ConsentStatus.FACTS_CHANGED, ~in_force),
    ]


def _facts_digest(activity_key: str, controller: Controller) -> str:
    """Return the digest of the facts in force, empty for an activity that is none."""
    try:
        activity = get_activity(activity_key)
    except UnknownActivity:
        return ""
    return compute_digest(get_facts(activity, controller))
