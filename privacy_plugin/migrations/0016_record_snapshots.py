"""Call the stored states of the record of processing what they are: snapshots."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0015_consent_counts")]

    operations = [
        migrations.RemoveIndex("KeptRecord", "privacy_kept_records"),
        migrations.RenameModel("KeptRecord", "RecordSnapshot"),
        migrations.RenameField("RecordSnapshot", "kept_at", "created_at"),
        migrations.AddIndex(
            "RecordSnapshot",
            models.Index(
                fields=["site_id", "-created_at"], name="privacy_record_snapshots"
            ),
        ),
        migrations.AlterModelOptions(
            "RecordSnapshot",
            {
                "verbose_name": "snapshot of the record of processing",
                "verbose_name_plural": "snapshots of the record of processing",
            },
        ),
    ]
