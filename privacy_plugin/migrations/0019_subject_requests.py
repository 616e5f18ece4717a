"""Requests of people for their data, and the steps of answering them."""

import django.db.models.deletion
import privacy_plugin.consent.subject
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0018_disclosure_text_summary'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SubjectRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('transmission', models.UUIDField(blank=True, null=True)),
                ('subject_key', models.CharField(default=privacy_plugin.consent.subject.new_subject_key, max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('access', 'Access: what is stored (Art. 15)'), ('copy', 'A copy as a file (Art. 20)'), ('erasure', 'Erasure (Art. 17)'), ('rectification', 'Rectification (Art. 16)'), ('restriction', 'Restriction (Art. 18)'), ('objection', 'Objection (Art. 21)')], max_length=15, verbose_name='kind')),
                ('state', models.CharField(choices=[('open', 'Open'), ('waiting', 'Waiting for identity'), ('answered', 'Answered'), ('refused', 'Refused'), ('closed', 'Closed without an answer')], default='waiting', max_length=10, verbose_name='state')),
                ('received_on', models.DateField(verbose_name='received on')),
                ('answer_by', models.DateField(db_index=True, verbose_name='answer by')),
                ('extension', models.CharField(blank=True, choices=[('complex', 'the request is complex'), ('many', 'there are many requests')], max_length=10, verbose_name='extended because')),
                ('refusal', models.CharField(blank=True, choices=[('unidentified', 'nobody showed that the data is theirs (Art. 12(2))'), ('excessive', 'unfounded or excessive (Art. 12(5))'), ('retention', 'the law asks us to keep it (Art. 17(3))'), ('others', 'it would harm the rights of others (Art. 15(4))')], max_length=15, verbose_name='refused because')),
                ('proof', models.CharField(blank=True, choices=[('', 'none'), ('link', 'private link'), ('receipt', 'receipt'), ('email', 'confirmed e-mail address')], max_length=10, verbose_name='identity shown by')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('found_keys', models.JSONField(blank=True, default=list)),
                ('language', models.CharField(max_length=20, verbose_name='language')),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'request',
                'verbose_name_plural': 'requests',
                'permissions': [('answer_subjectrequest', 'Can answer requests')],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RequestEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('type', models.CharField(choices=[('received', 'Received'), ('identified', 'Identity shown'), ('asked', 'Confirmation mail ordered'), ('confirmed', 'E-mail address confirmed'), ('viewed', 'Looked at what is stored'), ('exported', 'Exported'), ('previewed', 'Looked at what erasing would delete'), ('erased', 'Erased'), ('extended', 'Deadline extended'), ('answered', 'Answered'), ('refused', 'Refused'), ('closed', 'Closed'), ('reopened', 'Opened again')], max_length=12)),
                ('detail', models.CharField(blank=True, max_length=15)),
                ('editor', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='privacy.subjectrequest')),
            ],
            options={
                'verbose_name': 'step of a request',
                'verbose_name_plural': 'steps of requests',
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='subjectrequest',
            constraint=models.CheckConstraint(condition=models.Q(('due_at', None), ('claimed_at', None), _connector='OR'), name='privacy_subjectrequest_waits_or_is_claimed'),
        ),
        migrations.AddConstraint(
            model_name='subjectrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'waiting', 'answered', 'refused', 'closed'])), name='privacy_request_state_known'),
        ),
        migrations.AddConstraint(
            model_name='subjectrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['open', 'waiting'])), models.Q(('closed_at__isnull', False), ('email', '')), _connector='OR'), name='privacy_ended_request_is_empty'),
        ),
        migrations.AddConstraint(
            model_name='requestevent',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['received', 'identified', 'asked', 'confirmed', 'viewed', 'exported', 'previewed', 'erased', 'extended', 'answered', 'refused', 'closed', 'reopened'])), name='privacy_request_step_known'),
        ),
    ]
