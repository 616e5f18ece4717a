"""How many of those who were asked agreed, from rows that are there anyway.

Whoever did not agree left no trace, and none is made for this: a feature says, by the
hook ``register_privacy_questions``, which of its rows stand for an act that came with a
question. Few acts are told in words alone, for a share of few says something of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from wagtail import hooks

from privacy_plugin.admin.reports.consents import with_standing
from privacy_plugin.admin.reports.report import title_of
from privacy_plugin.consent.models import STANDING, ConsentRecord
from privacy_plugin.disclosure.document import activities_in_force
from privacy_plugin.rights.columns import subject_lookup

QUESTIONS_HOOK = "register_privacy_questions"
PERIOD = timedelta(days=90)
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """Name the acts that came with a question about an activity.

    `acts` are rows of a model with ``privacy_subject`` and ``privacy_site``. `told` is
    said of enough of them, with %(agreed)d, %(acts)d and %(days)d; `few` of others,
    with %(fewest)d and %(days)d.
    """

    activity: str
    acts: QuerySet[Any]
    told: Promise
    few: Promise


@dataclass(frozen=True, slots=True)
class Agreement:
    """Tell how many agreed; `acts` is 0 where there are too few to tell."""

    title: str
    sentence: str
    agreed: int
    acts: int


def agreements(sites: list[int] | None, *, at: datetime) -> list[Agreement]:
    """Count what features asked about on these sites, None for all; one query each.

    What nobody was asked about in the last 90 days is left out.
    """
    in_force = {activity.key for activity in activities_in_force()}
    return [
        told
        for ask in hooks.get_hooks(QUESTIONS_HOOK)
        for asked in ask(at - PERIOD)
        if asked.activity in in_force and (told := _told(asked, sites, at=at))
    ]


def _told(asked: Asked, sites: list[int] | None, *, at: datetime) -> Agreement | None:
    model, acts = asked.acts.model, asked.acts
    if sites is not None:
        acts = acts.filter(**{f"{model.privacy_site}__in": sites})
    given = with_standing(
        ConsentRecord.objects.filter(
            subject_key=OuterRef(subject_lookup(model)), activity=asked.activity
        )
    ).filter(state__in=STANDING, valid_until__gt=at)
    counted = (
        acts.order_by()
        .annotate(has_agreed=Exists(given))
        .aggregate(acts=Count("pk"), agreed=Count("pk", filter=Q(has_agreed=True)))
    )
    if not counted["acts"]:
        return None
    title, words = title_of(asked.activity), {"days": PERIOD.days, "fewest": FEWEST}
    if counted["acts"] < FEWEST:
        return Agreement(title, str(asked.few) % words, 0, 0)
    return Agreement(title, str(asked.told) % (words | counted), **counted)
