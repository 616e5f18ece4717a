"""The facts of one site, read from the database when they are first needed."""

from __future__ import annotations

from functools import cached_property

from privacy_plugin.disclosure.site_facts.activities import build_activities
from privacy_plugin.disclosure.site_facts.models import (
    OwnActivity,
    Processor,
    ProcessorTask,
    SiteFacts,
    StoredLog,
)
from privacy_plugin.processing import ProcessingActivity

PREFIX = "site."


class SiteFactsLookup:
    """What an admin has said about a site; a query for each list on first use.

    Without a site nothing is said, and nothing is asked.
    """

    def __init__(self, site_id: int | None) -> None:
        self.site_id = site_id

    @cached_property
    def setting(self) -> SiteFacts:
        """Return the stored setting, an empty one where nobody has filled it in."""
        found = None
        if self.site_id is not None:
            found = SiteFacts.objects.filter(site_id=self.site_id).first()
        return found or SiteFacts(site_id=self.site_id)

    @cached_property
    def processors(self) -> tuple[Processor, ...]:
        if self.site_id is None:
            return ()
        rows = Processor.objects.filter(facts__site_id=self.site_id)
        return tuple(rows.order_by("sort_order", "pk"))

    @cached_property
    def logs(self) -> tuple[StoredLog, ...]:
        if self.setting.pk is None:
            return ()
        rows = StoredLog.objects.filter(facts_id=self.setting.pk)
        return tuple(rows.order_by("sort_order", "pk"))

    @cached_property
    def own_activities(self) -> tuple[OwnActivity, ...]:
        if self.setting.pk is None:
            return ()
        rows = OwnActivity.objects.filter(facts_id=self.setting.pk)
        return tuple(rows.order_by("sort_order", "pk"))

    @cached_property
    def activities(self) -> tuple[ProcessingActivity, ...]:
        """Return the logs, backups and own activities as declarations."""
        if self.setting.pk is None:
            return ()
        return build_activities(
            self.setting, self.logs, self.own_activities, self.get_processors("backup")
        )

    def get_processors(self, task: str) -> tuple[Processor, ...]:
        """Return those with this `ProcessorTask`."""
        wanted = ProcessorTask(task)
        return tuple(one for one in self.processors if one.task == wanted)

    def find_activity(self, key: str) -> ProcessingActivity | None:
        """Return the site's own activity with this key; no query for other keys."""
        if not key.startswith(PREFIX):
            return None
        return next((one for one in self.activities if one.key == key), None)
