from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy_page_cache', '0002_shared_addresses'),
    ]

    operations = [
        migrations.DeleteModel(name='SharedAddress'),
        migrations.CreateModel(
            name='SharedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=1000, unique=True)),
                ('page_id', models.BigIntegerField(db_index=True)),
                ('is_gone', models.BooleanField(default=False)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='LastPurge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stamp', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
