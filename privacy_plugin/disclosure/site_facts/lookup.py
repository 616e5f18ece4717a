"""The facts of one site, as an admin has entered them."""

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
from privacy_plugin.disclosure.stored_facts import StoredFacts, register_site_setting
from privacy_plugin.processing import ProcessingActivity

PREFIX = "site."

register_site_setting(SiteFacts)
for _model in (Processor, StoredLog, OwnActivity):
    register_site_setting(_model, "facts__site_id")


class SiteFactsLookup:
    """What an admin has said about a site; nothing where there is no site."""

    def __init__(self, site_id: int | None, stored: StoredFacts) -> None:
        self.site_id = site_id
        self._stored = stored

    @cached_property
    def setting(self) -> SiteFacts:
        """Return the stored setting, an empty one where nobody has filled it in."""
        return self._stored.get(SiteFacts) or SiteFacts(site_id=self.site_id)

    @cached_property
    def processors(self) -> tuple[Processor, ...]:
        return self._stored.get_all(Processor)

    @cached_property
    def logs(self) -> tuple[StoredLog, ...]:
        return self._stored.get_all(StoredLog)

    @cached_property
    def own_activities(self) -> tuple[OwnActivity, ...]:
        return self._stored.get_all(OwnActivity)

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
