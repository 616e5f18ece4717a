"""Call the words beside a box what they are: a statement. The column keeps its name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0016_record_snapshots")]

    operations = [
        migrations.AlterField(
            "DisclosureText",
            "question",
            models.CharField(
                blank=True,
                help_text="Stands beside the box, where the activity asks for consent: what people say by ticking it, such as “The company may check my comment.” No question.",
                max_length=300,
                verbose_name="consent statement",
            ),
        )
    ]
