"""Let a check wait without an IP address, where its checker declares none."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def delete_without_address(
    apps: StateApps, schema_editor: BaseDatabaseSchemaEditor
) -> None:
    """Delete what the column cannot hold on the way back; a person decides then."""
    del schema_editor
    contexts = apps.get_model("privacy_comments", "CheckContext")
    contexts.objects.filter(ip_address__isnull=True).delete()


class Migration(migrations.Migration):
    """Allow no address."""

    dependencies = [("privacy_comments", "0004_probably_spam")]
    operations = [
        migrations.AlterField(
            model_name="checkcontext",
            name="ip_address",
            field=models.GenericIPAddressField(blank=True, null=True),
        ),
        migrations.RunPython(migrations.RunPython.noop, delete_without_address),
    ]
