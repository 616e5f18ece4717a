"""Call the type of an event by its name."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

TYPES = """
submitted imported edited approved held suspected review_requested spam removed
restored consent_given consent_withdrawn check_queued check_skipped check_sent
check_answered check_failed check_gave_up
""".split()


class Migration(migrations.Migration):
    dependencies = [("privacy_comments", "0010_reminders_on_the_work_queue")]

    operations = [
        migrations.RemoveConstraint("moderationevent", "comments_event_known"),
        migrations.RemoveIndex("moderationevent", "comments_published"),
        migrations.RenameField("moderationevent", "what", "type"),
        migrations.AddConstraint(
            "moderationevent",
            models.CheckConstraint(
                condition=Q(type__in=TYPES), name="comments_event_known"
            ),
        ),
        migrations.AddIndex(
            "moderationevent",
            models.Index(
                fields=["at"],
                condition=Q(type="approved"),
                name="comments_published",
            ),
        ),
    ]
