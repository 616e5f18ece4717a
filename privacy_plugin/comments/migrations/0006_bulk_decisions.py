"""Keep decisions about many comments, which are made batch by batch."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy_comments', '0005_check_without_ip_address'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('approve', 'Approve'), ('spam', 'Mark as spam'), ('remove', 'Remove'), ('restore', 'Restore')], max_length=10)),
                ('comments', models.TextField()),
                ('total', models.PositiveIntegerField()),
                ('position', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('skipped', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('running', 'in progress'), ('paused', 'paused'), ('done', 'done')], default='running', max_length=10)),
                ('seen_at', models.DateTimeField()),
                ('started_at', models.DateTimeField()),
                ('worked_at', models.DateTimeField()),
                ('editor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bulk decision',
                'verbose_name_plural': 'bulk decisions',
                'default_permissions': (),
                'indexes': [models.Index(fields=['state', 'worked_at'], name='comments_bulk_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decision__in', ['approve', 'spam', 'remove', 'restore']), ('state__in', ['running', 'paused', 'done'])), name='comments_bulk_words_known'), models.CheckConstraint(condition=models.Q(('position__lte', models.F('total'))), name='comments_bulk_within_total')],
            },
        ),
    ]
