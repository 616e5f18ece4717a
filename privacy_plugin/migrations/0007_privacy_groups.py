"""Create the groups that write texts, publish them, and see the reports."""

from django.db import migrations

from privacy_plugin import migration_helpers

ADMIN = ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")


def on_texts(*codes):
    """Return permissions on the texts."""
    return tuple(
        ("privacy", "disclosuretext", f"{code}_disclosuretext", f"Can {code} disclosure text")
        for code in codes
    )


GROUPS = {
    "Privacy text editors": (ADMIN, *on_texts("view", "add", "change")),
    "Privacy text publishers": (
        ADMIN,
        *on_texts("view", "add", "change", "publish", "lock", "unlock"),
    ),
    "Privacy officers": (
        ADMIN,
        *on_texts("view"),
        ("privacy", "consentrecord", "report_consentrecord", "Can see the privacy reports"),
        ("privacy", "consentrecord", "export_consentrecord", "Can export the privacy reports"),
        ("privacy", "controllersettings", "change_controllersettings", "Can change Controller"),
    ),
}


def create_groups(apps, schema_editor):
    """Create the groups, and the permissions that are otherwise created later."""
    alias = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    for group_name, wanted in GROUPS.items():
        group, _created = groups.get_or_create(name=group_name)
        for app_label, model, codename, name in wanted:
            content_type, _created = content_types.get_or_create(
                app_label=app_label, model=model
            )
            permission, _created = permissions.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )
            group.permissions.add(permission)


def delete_own_groups(apps, schema_editor):
    """Delete the groups; the permissions go with their models."""
    migration_helpers.delete_groups(apps, schema_editor, GROUPS)


class Migration(migrations.Migration):
    """Rest on the tables of groups and permissions."""

    dependencies = [
        ("privacy", "0006_report_permissions"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_groups, delete_own_groups)]
