"""Keep the steps of requests as they were written; let privacy officers answer."""

from django.db import migrations

from privacy_plugin.consent import append_only

GROUP = "Privacy officers"
CODE = "answer_subjectrequest"


def install_triggers(apps, schema_editor):
    """Create the triggers of the new table."""
    append_only.install(schema_editor.connection)


def allow_officers(apps, schema_editor):
    """Give the permission, which is otherwise created later, to the group."""
    alias = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    content_type, _created = content_types.get_or_create(
        app_label="privacy", model="subjectrequest"
    )
    permission, _created = permissions.get_or_create(
        content_type=content_type,
        codename=CODE,
        defaults={"name": "Can answer requests"},
    )
    for group in groups.filter(name=GROUP):
        group.permissions.add(permission)


def take_from_officers(apps, schema_editor):
    """Take the permission from the group."""
    alias = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    found = permissions.filter(content_type__app_label="privacy", codename=CODE)
    for group in groups.filter(name=GROUP):
        group.permissions.remove(*found)


class Migration(migrations.Migration):
    """Rest on the tables of groups and permissions, as migration 0007 does."""

    dependencies = [
        ("privacy", "0019_subject_requests"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(install_triggers, migrations.RunPython.noop),
        migrations.RunPython(allow_officers, take_from_officers),
    ]
