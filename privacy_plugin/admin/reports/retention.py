"""What will be deleted, and when: counted, for nobody has to see it for that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from privacy_plugin.admin.reports.report import PrivacyReport, day_of, title_of
from privacy_plugin.disclosure.duration import in_words
from privacy_plugin.processing import Keep, registry
from privacy_plugin.rights.columns import resolve
from privacy_plugin.rights.retention import purge


@dataclass(frozen=True, slots=True)
class Deadline:
    """Tell of one activity how much is kept, how much is due, and what comes next."""

    activity: str
    title: str
    model: str
    period: str
    kept: int
    due: int
    next_at: datetime | None


def deadlines(*, at: datetime) -> list[Deadline]:
    """Return every activity that deletes after a while, with numbers as of `at`."""
    due = {one.activity: one.count for one in purge(at=at, dry_run=True)}
    found = []
    for activity in registry:
        keep = activity.retention
        if not isinstance(keep, Keep):
            continue
        column = resolve(keep.after)
        rows = column.model._default_manager.exclude(**{f"{column.field}": None})
        oldest = rows.aggregate(oldest=Min(column.field))["oldest"]
        found.append(
            Deadline(
                activity=activity.key,
                title=title_of(activity.key),
                model=str(column.model._meta.verbose_name_plural),
                period=in_words(keep.period, get_language() or "en"),
                kept=rows.count(),
                due=due.get(activity.key, 0),
                next_at=oldest + keep.period if oldest else None,
            )
        )
    return found


class RetentionReport(PrivacyReport):
    """List what is kept for a period, and when the oldest of it goes."""

    page_title = _("Retention")
    header_icon = "time"
    index_url_name = "privacy_admin:retention"
    index_results_url_name = "privacy_admin:retention_results"
    file_name = "retention"
    columns = (
        Column("title", label=_("Activity")),
        Column("model", label=_("What")),
        Column("period", label=_("Kept for")),
        Column("kept", label=_("Entries")),
        Column("due", label=_("Due now")),
        Column(
            "next_at",
            label=_("The oldest goes, at the earliest"),
            accessor=lambda one: day_of(one.next_at),
        ),
    )
    list_export = ("activity", "title", "model", "period", "kept", "due", "next_at")

    def get_queryset(self) -> list[Deadline]:
        """Return the deadlines."""
        return deadlines(at=timezone.now())
