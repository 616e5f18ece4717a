from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy_page_cache', '0001_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='SharedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('url', models.CharField(max_length=1000)),
                ('changes', models.PositiveIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('key', 'url'), name='page_cache_shared_address_once')],
            },
        ),
    ]
