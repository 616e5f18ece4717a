"""Let the database itself refuse to rewrite the ledger."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from privacy_plugin.consent import append_only


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers."""
    del apps
    append_only.install(schema_editor.connection)


def lift(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the triggers."""
    del apps
    append_only.lift(schema_editor.connection)


class Migration(migrations.Migration):
    """Install the triggers of ``privacy_plugin.consent.append_only``."""

    dependencies = [("privacy", "0001_initial")]
    operations = [migrations.RunPython(install, lift)]
