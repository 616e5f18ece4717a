"""Keep counts of consents that take a page too long."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0014_disclosure_text_approval'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.CharField(max_length=100)),
                ('acts', models.CharField(blank=True, max_length=120)),
                ('site_id', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField()),
                ('active', models.PositiveIntegerField()),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('activity', 'acts', 'site_id'), name='privacy_one_count')],
            },
        ),
    ]
