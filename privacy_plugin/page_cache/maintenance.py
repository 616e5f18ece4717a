"""Maintenance jobs of the page cache."""

from __future__ import annotations

from datetime import datetime

from privacy_plugin.background.jobs import register_job
from privacy_plugin.page_cache.changes.stamps import forget_old_changes
from privacy_plugin.page_cache.shared import purge_changed


@register_job
def forget_changes(*, at: datetime) -> int:
    """Delete changes that no stored answer can be older than."""
    return forget_old_changes(at=at)


@register_job
def purge_shared_caches(*, at: datetime) -> int:
    """Let shared caches forget what has changed."""
    return purge_changed(at=at)
