"""Counts that take too long for a page, as the worker has last made them."""

from __future__ import annotations

from django.db import models

ALL_SITES = 0


class ConsentCount(models.Model):
    """Hold how many consents of an activity stand, or how many who were asked agreed.

    `acts` is the model of the acts that came with a question, as a label in lower case;
    empty for the consents themselves. `site_id` is 0 for all sites together.
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
