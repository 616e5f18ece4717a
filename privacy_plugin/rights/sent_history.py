"""What was sent for a person, and whether that list is still complete.

Entries are deleted at the end of their retention, or with what they belong to. From
then on a page says that older entries are gone, instead of "nothing was sent".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from privacy_plugin.consent.ledger import get_current_consents
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.render.retention_period import describe_declared_period
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.processing import Category, Keep, registry
from privacy_plugin.rights.columns import stored

TRANSMISSION_LIST = "privacy.transmission_list"
_REMAINS = (ConsentRecord, ConsentEvent, Transmission)  # what the list itself is


@dataclass(frozen=True, slots=True)
class SentHistory:
    """The recorded transmissions, oldest first.

    `is_complete` is false if entries may have been deleted; `kept_for` is their
    retention in words.
    """

    transmissions: tuple[Transmission, ...]
    is_complete: bool
    kept_for: str

    @property
    def sent(self) -> tuple[Transmission, ...]:
        """Return those of which something may have left."""
        return tuple(
            row for row in self.transmissions if row.outcome != Outcome.REFUSED
        )

    @property
    def activities(self) -> frozenset[str]:
        """Return the activities under which something may have left."""
        return frozenset(row.activity for row in self.sent)


def get_sent_history(subject: SubjectKey, *, at: datetime) -> SentHistory:
    """Return what was sent for a person, and whether that can be all."""
    rows = tuple(Transmission.objects.of(subject))
    decided = get_current_consents(subject, at=at)
    stored_at = _first_stored_at(subject)
    agreed_at = [entry.record.created_at for entry in decided]
    began_at = min([*agreed_at, *([stored_at] if stored_at else [])], default=None)
    # Erasing a person deletes what is stored, and withdraws what stands.
    is_erased = not (rows or stored_at or any(entry.is_given for entry in decided))
    return SentHistory(
        transmissions=rows,
        is_complete=(
            not is_erased and began_at is not None and began_at > at - _period()
        ),
        kept_for=describe_declared_period(TRANSMISSION_LIST),
    )


def _period() -> timedelta:
    declared = registry.find(TRANSMISSION_LIST)
    retention = declared.retention if declared else None
    return retention.period if isinstance(retention, Keep) else timedelta(0)


def _first_stored_at(subject: SubjectKey) -> datetime | None:
    """Return the oldest declared time that is stored for a person, besides proofs."""
    times = {
        column
        for _activity, item, column in stored()
        if item.category == Category.TIME
        and column.model not in _REMAINS
        and column.subject_lookup
    }
    found = [
        column.model._default_manager.filter(
            **{column.subject_lookup: subject}
        ).aggregate(first=Min(column.field))["first"]
        for column in times
    ]
    return min((moment for moment in found if moment), default=None)
