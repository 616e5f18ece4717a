from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0010_shorter_retention'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='transmission',
            index=models.Index(condition=models.Q(('outcome', 'begun')), fields=['begun_at'], name='privacy_begun_sendings'),
        ),
    ]
