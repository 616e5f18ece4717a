"""What has changed, written by triggers only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """A change of what `key` stands for.

    `value` is the time of a logical clock on SQLite, and on PostgreSQL the number of
    the transaction: there, all of the last days are kept.
    """

    key = models.CharField(max_length=200)
    value = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "value"], name="page_cache_change_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"


class SharedAddress(models.Model):
    """An address whose answer shared caches may keep, and a key of what it shows.

    `changes` counts those since it was purged.
    """

    key = models.CharField(max_length=200)
    url = models.CharField(max_length=1_000)
    changes = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "url"], name="page_cache_shared_address_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.url}"
