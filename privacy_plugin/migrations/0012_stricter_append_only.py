"""Refuse what replaces a row of the ledger, and events that say they ended long ago."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from privacy_plugin.consent import append_only


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers that are not there yet."""
    del apps
    append_only.install(schema_editor.connection)


class Migration(migrations.Migration):
    """Install the new triggers; they go with those of migration 0002."""

    dependencies = [("privacy", "0011_begun_sendings")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
