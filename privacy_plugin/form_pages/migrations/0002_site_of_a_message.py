"""Remember on which site a message was sent, for its retention."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("wagtailcore", "0098_apitoken"),
        ("privacy_form_pages", "0001_submissions"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="site",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.site",
            ),
        ),
    ]
