"""Create the group "Comment moderators": admin access and the moderation of comments."""

from django.db import migrations

from privacy_plugin import migration_helpers

GROUP = "Comment moderators"
PERMISSIONS = (
    ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
    (
        "privacy_comments",
        "comment",
        "moderate_comment",
        "Can moderate readers' comments",
    ),
)


def create_group(apps, schema_editor):
    """Create the group, and the permissions that are otherwise created later."""
    alias = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    group, _created = groups.get_or_create(name=GROUP)
    for app_label, model, codename, name in PERMISSIONS:
        content_type, _created = content_types.get_or_create(
            app_label=app_label, model=model
        )
        permission, _created = permissions.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        group.permissions.add(permission)


def delete_group(apps, schema_editor):
    """Delete the group; the permissions go with their model."""
    migration_helpers.delete_groups(apps, schema_editor, [GROUP])


class Migration(migrations.Migration):
    """Rest on the tables of groups and permissions."""

    dependencies = [
        ("privacy_comments", "0001_comments"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_group, delete_group)]
