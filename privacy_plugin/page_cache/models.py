"""What has changed, written by triggers, and what shared caches may keep."""

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
    """An address of a page, whose answer shared caches may keep.

    One that `is_gone` is listed until it has been purged.
    """

    url = models.CharField(max_length=1_000, unique=True)
    page_id = models.BigIntegerField(db_index=True)
    is_gone = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.url


class LastPurge(models.Model):
    """The stamp up to which shared caches have been purged: one row."""

    stamp = models.TextField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at}"
