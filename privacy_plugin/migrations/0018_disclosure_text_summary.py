"""Add the words in sight to disclosure texts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0017_consent_statement_label"),
    ]

    operations = [
        migrations.AddField(
            model_name="disclosuretext",
            name="summary",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Stands beside the form or on the gate. Write around the placeholders of the default words; each of them has to stay, for it holds a fact.",
                max_length=500,
                verbose_name="words in sight",
            ),
        ),
        migrations.AlterField(
            model_name="disclosuretext",
            name="lead",
            field=models.CharField(
                blank=True,
                help_text="Stands first among the details.",
                max_length=250,
                verbose_name="short sentence",
            ),
        ),
    ]
