"""Counts that take too long for a page, as last made by the worker."""

from __future__ import annotations

from django.db import models

ALL_SITES = 0


class ConsentCount(models.Model):
    """How many consents of an activity are active, or how many of those asked agreed.

    `acts` is the label of the model of the acts, in lower case; empty for the consents
    themselves. `site_id` is 0 for all sites together.
    """

    activity = models.CharField(max_length=100)
    acts = models.CharField(max_length=120, blank=True)
    site_id = models.PositiveIntegerField(default=ALL_SITES)
    total = models.PositiveIntegerField()
    active = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "acts", "site_id"), name="privacy_one_count"
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity} {self.acts}: {self.active} of {self.total}"
