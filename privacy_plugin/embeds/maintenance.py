"""Maintenance jobs of embeds; each is safe to repeat."""

from __future__ import annotations

from datetime import datetime

from privacy_plugin.background.jobs import register_job
from privacy_plugin.embeds import tasks

MOST_AT_ONCE = 5  # a slow provider must not hold up what else the worker does


@register_job
def run_maintenance(*, at: datetime) -> int:
    """Look up what no task has looked up, as after a killed worker; say how many."""
    del at
    return tasks.look_up_waiting(most=MOST_AT_ONCE)
