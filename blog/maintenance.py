"""Maintenance jobs of the blog; each is safe to repeat."""

from __future__ import annotations

from datetime import datetime

from blog.media import avif
from privacy_plugin.background.jobs import register_job


@register_job
def make_missing_avif(*, at: datetime) -> None:  # noqa: ARG001 - a job's signature
    """Let the worker make the AVIF versions that are missing, one after the other."""
    if avif.find_missing().exists():
        avif.queue_next()
