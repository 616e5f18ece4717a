"""Let a reminder be claimed by a time of its own, and note which mail told of what."""

from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q


def let_wait(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give what is claimed the time it had before."""
    reminders = apps.get_model("privacy_comments", "Reminder").objects
    reminders.filter(due_at=None).update(due_at=F("claimed_at"), claimed_at=None)


class Migration(migrations.Migration):
    dependencies = [("privacy_comments", "0009_shape_of_a_check")]

    operations = [
        migrations.RemoveConstraint("reminder", "comments_reminder_words_known"),
        migrations.RenameField("reminder", "pace", "frequency"),
        migrations.AlterField(
            "reminder", "due_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "reminder", "claimed_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunPython(migrations.RunPython.noop, let_wait),
        migrations.AddField(
            "reminder", "transmission", models.UUIDField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            "reminder",
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(claimed_at=None),
                name="privacy_comments_reminder_waits_or_is_claimed",
            ),
        ),
        migrations.AddConstraint(
            "reminder",
            models.CheckConstraint(
                condition=Q(frequency__in=["", "at_once", "daily", "never"])
                & Q(scope__in=["all", "own"]),
                name="comments_reminder_words_known",
            ),
        ),
        migrations.RenameModel("Reminded", "RemindedComment"),
        migrations.AddField(
            "remindedcomment",
            "transmission",
            models.UUIDField(db_index=True, null=True),
        ),
        migrations.AlterField(
            "remindedcomment",
            "comment",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="privacy_comments.comment",
            ),
        ),
        migrations.AlterField(
            "remindedcomment",
            "reminder",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="comments",
                to="privacy_comments.reminder",
            ),
        ),
    ]
