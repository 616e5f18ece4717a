"""Let the database refuse to rewrite what was published, as it does with consents."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from privacy_plugin.consent import append_only


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers that are not there yet."""
    del apps
    append_only.install(schema_editor.connection)


class Migration(migrations.Migration):
    """Install the triggers of the new table; they go with it."""

    dependencies = [("privacy", "0004_disclosure_texts")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
