"""Let a site keep less long than declared."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0009_kept_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="controllersettings",
            name="retention_days",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="shorter retention"
            ),
        ),
    ]
