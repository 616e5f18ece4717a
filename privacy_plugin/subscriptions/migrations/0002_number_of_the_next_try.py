"""Give each mail that waits the number under which its next try is recorded."""

from __future__ import annotations

import uuid

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_PORTION = 1000


def number(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Number what waits anew, and what has none for another reason."""
    deliveries = apps.get_model("privacy_subscriptions", "Delivery").objects
    waiting = deliveries.filter(
        models.Q(state="queued") | models.Q(transmission__isnull=True)
    ).order_by("pk")
    last = 0
    while portion := list(waiting.filter(pk__gt=last)[:_PORTION]):
        for one in portion:
            one.transmission = uuid.uuid4()
        deliveries.bulk_update(portion, ["transmission"], batch_size=100)
        last = portion[-1].pk


class Migration(migrations.Migration):
    dependencies = [("privacy_subscriptions", "0001_subscriptions")]

    operations = [
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="delivery",
            name="transmission",
            field=models.UUIDField(default=uuid.uuid4),
        ),
    ]
