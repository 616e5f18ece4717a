"""The share of readers who agreed when they were asked (decision 39).

A refusal is not stored. A feature names, by the hook
``register_privacy_consent_rates``, which of its rows came with a question. Fewer than
five rows give no number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from privacy_plugin.admin.consents.counts import (
    PERIOD,
    ConsentRateQuery,
    get_rate_queries,
)
from privacy_plugin.admin.models import ConsentCount
from privacy_plugin.admin.reports.privacy_report import get_activity_title

FEWEST = 5


@dataclass(frozen=True, slots=True)
class ConsentRate:
    """How many agreed; `acts` is 0 if there are too few."""

    title: str
    sentence: str
    agreed: int
    acts: int


def get_consent_rates(
    counts: Iterable[ConsentCount], *, at: datetime
) -> list[ConsentRate]:
    """Say how many agreed, of what was counted.

    What nobody was asked about in the last 90 days is left out.
    """
    by_question = {(count.activity, count.acts): count for count in counts}
    found = (
        (asked, by_question.get((asked.activity, asked.label)))
        for asked in get_rate_queries(at=at)
    )
    return [_told(asked, count) for asked, count in found if count is not None]


def _told(asked: ConsentRateQuery, count: ConsentCount) -> ConsentRate:
    title, words = (
        get_activity_title(asked.activity),
        {"days": PERIOD.days, "fewest": FEWEST},
    )
    if count.total < FEWEST:
        return ConsentRate(title, str(asked.few) % words, 0, 0)
    numbers = {"acts": count.total, "agreed": count.active}
    return ConsentRate(title, str(asked.told) % (words | numbers), **numbers)
