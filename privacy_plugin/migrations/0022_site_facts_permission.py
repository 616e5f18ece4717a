"""Let privacy officers say what a site does."""

from django.db import migrations

GROUP = "Privacy officers"
CODENAME = "change_sitefacts"


def grant(apps, schema_editor):
    """Give the group the permission, which Django would only create later."""
    alias = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    group = apps.get_model("auth", "Group").objects.using(alias).filter(name=GROUP)
    content_type, _created = content_types.get_or_create(
        app_label="privacy", model="sitefacts"
    )
    permission, _created = permissions.get_or_create(
        content_type=content_type,
        codename=CODENAME,
        defaults={"name": "Can change About this site"},
    )
    for officers in group:
        officers.permissions.add(permission)


def revoke(apps, schema_editor):
    """Take it away; the permission itself goes with its model."""
    alias = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    found = permissions.filter(
        content_type__app_label="privacy",
        content_type__model="sitefacts",
        codename=CODENAME,
    )
    for group in apps.get_model("auth", "Group").objects.using(alias).filter(
        name=GROUP
    ):
        group.permissions.remove(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0021_site_facts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
