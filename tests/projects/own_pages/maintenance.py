"""A job of the site's own, which nothing but the plugin's start-up imports."""

from datetime import datetime

from privacy_plugin.background.jobs import register_job

moments: list[datetime] = []


@register_job
def note_moment(*, at: datetime) -> None:
    moments.append(at)
