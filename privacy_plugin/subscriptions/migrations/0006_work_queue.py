"""Let confirmation emails and deliveries be rows of one kind of queue.

A row waits (`due_at`), is claimed (`claimed_at`), or is finished (neither).
"""

from __future__ import annotations

import uuid

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

ENDED = ["sent", "failed", "uncertain"]
NEW_SHAPE = (
    Q(state="queued", due_at__isnull=False, claimed_at=None, ended_at=None)
    | Q(state="claimed", due_at=None, claimed_at__isnull=False, ended_at=None)
    | Q(state__in=ENDED, due_at=None, claimed_at=None, ended_at__isnull=False)
)


def finish(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave of both times the one that says what a row is."""
    pending = apps.get_model("privacy_subscriptions", "PendingSubscription").objects
    mailed = pending.filter(claimed_at__isnull=False)
    mailed.update(mailed_at=F("claimed_at"), claimed_at=None, due_at=None)
    deliveries = apps.get_model("privacy_subscriptions", "Delivery").objects
    deliveries.filter(state="queued").update(claimed_at=None)
    deliveries.filter(state="claimed").update(due_at=None)
    deliveries.filter(state__in=ENDED).update(claimed_at=None, due_at=None)


def restore(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each row the times it had before, as far as they are known."""
    pending = apps.get_model("privacy_subscriptions", "PendingSubscription").objects
    mailed = pending.filter(mailed_at__isnull=False)
    mailed.update(claimed_at=F("mailed_at"))
    pending.filter(due_at=None).update(due_at=F("requested_at"))
    deliveries = apps.get_model("privacy_subscriptions", "Delivery").objects
    deliveries.filter(state="claimed").update(due_at=F("claimed_at"))
    deliveries.filter(state__in=ENDED).update(
        claimed_at=F("ended_at"), due_at=F("ended_at")
    )
    unnumbered = deliveries.filter(Q(transmission=None) | Q(state="queued"))
    for key in list(unnumbered.values_list("pk", flat=True)):
        deliveries.filter(pk=key).update(transmission=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("privacy_subscriptions", "0005_subscribers_of_one_site"),
    ]

    operations = [
        migrations.RenameModel("Enrolment", "PendingSubscription"),
        migrations.RenameField("pendingsubscription", "wishes", "choices"),
        migrations.AddField(
            "pendingsubscription", "mailed_at", models.DateTimeField(null=True)
        ),
        migrations.AddField(
            "pendingsubscription",
            "tries",
            models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            "pendingsubscription",
            "transmission",
            models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            "pendingsubscription",
            "claimed_at",
            models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            "pendingsubscription",
            "due_at",
            models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveConstraint("delivery", "subscriptions_delivery_shape"),
        migrations.AlterField(
            "delivery", "claimed_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AlterField(
            "delivery", "due_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AlterField(
            "delivery", "transmission", models.UUIDField(blank=True, null=True)
        ),
        migrations.RunPython(finish, restore),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=NEW_SHAPE, name="subscriptions_delivery_shape"
            ),
        ),
        migrations.AddConstraint(
            "pendingsubscription",
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(claimed_at=None),
                name="privacy_subscriptions_pendingsubscription_waits_or_is_claimed",
            ),
        ),
        migrations.AddIndex(
            "pendingsubscription",
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="subscriptions_mails_due",
            ),
        ),
    ]
