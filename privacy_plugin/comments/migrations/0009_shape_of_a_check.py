"""Say of each state of a check whether it waits, is claimed, or neither."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

WAITING = ["queued", "ham_provisional"]


def finish(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let nothing be due that was not run until now either."""
    checks = apps.get_model("privacy_comments", "SpamCheck").objects
    checks.exclude(state__in=WAITING).filter(due_at__isnull=False).update(due_at=None)


class Migration(migrations.Migration):
    dependencies = [("privacy_comments", "0008_publications_by_time")]

    operations = [
        migrations.RemoveConstraint("spamcheck", "comments_queued_check_is_due"),
        migrations.RemoveConstraint("spamcheck", "comments_claim_while_sending"),
        migrations.RunPython(finish, migrations.RunPython.noop),
        migrations.AddConstraint(
            "spamcheck",
            models.CheckConstraint(
                condition=Q(state="queued", due_at__isnull=False, claimed_at=None)
                | Q(state="sending", due_at=None, claimed_at__isnull=False)
                | Q(state="ham_provisional", claimed_at=None)
                | ~Q(state__in=["queued", "sending", "ham_provisional"])
                & Q(due_at=None, claimed_at=None),
                name="comments_check_shape",
            ),
        ),
    ]
