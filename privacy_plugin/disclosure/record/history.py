"""Earlier states of the record of processing, and what has changed since.

A state is stored when it differs from the previous one, by the daily command or on
request. Source: GDPR Art. 5(2), 30(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Site

from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.models import RecordSnapshot
from privacy_plugin.disclosure.record.build import COLUMNS, FACTS, build_record
from privacy_plugin.disclosure.render.document import compute_digest


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One difference; `column` is empty if a whole activity was added or removed."""

    title: str
    column: str
    before: str
    after: str


def get_snapshots(site_id: int) -> models.QuerySet[RecordSnapshot]:
    """Return the stored states of a site, newest first."""
    return RecordSnapshot.objects.filter(site_id=site_id).order_by("-created_at", "-pk")


def get_latest_snapshot(
    site_id: int, *, until: datetime | None = None
) -> RecordSnapshot | None:
    """Return the latest stored state, or the one in force at `until`."""
    kept = get_snapshots(site_id)
    return (kept if until is None else kept.filter(created_at__lte=until)).first()


def save_snapshot(site_id: int, *, at: datetime) -> RecordSnapshot | None:
    """Keep the record of a site as it is, unless it is as it was; return what is new.

    In the site's first language, so that only facts and words make a difference.
    """
    rows = build_rows(site_id, at=at)
    digest = compute_digest(rows)
    before = get_latest_snapshot(site_id)
    if before is not None and before.digest == digest:
        return None
    return RecordSnapshot.objects.create(
        site_id=site_id,
        language=settings.LANGUAGE_CODE,
        digest=digest,
        rows=rows,
        created_at=at,
    )


def save_snapshots(*, at: datetime) -> int:
    """Keep the record of every site; return how many have changed."""
    sites = Site.objects.values_list("pk", flat=True)
    return sum(save_snapshot(site_id, at=at) is not None for site_id in list(sites))


def build_rows(site_id: int, *, at: datetime) -> list[dict[str, str]]:
    """Return the record as it is, after a row about the controller."""
    controller = get_site_controller(site_id)
    language = settings.LANGUAGE_CODE
    with override(language):
        record = build_record(controller, language=language, at=at)
        about = {"activity": "", "title": _("Controller"), **record.facts}
    return [about, *record.rows]


def find_changes(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> list[RecordChange]:
    """Return each difference between two states, activity by activity."""
    old = {row["activity"]: row for row in before}
    new = {row["activity"]: row for row in after}
    found = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if was is None or now is None:
            row = was or now or {}
            sides = (row["title"], "") if was else ("", row["title"])
            found.append(RecordChange(row["title"], "", *sides))
            continue
        found += [
            RecordChange(now["title"], column, was.get(column, ""), now.get(column, ""))
            for column in (*COLUMNS, *FACTS)
            if was.get(column, "") != now.get(column, "")
        ]
    return found
