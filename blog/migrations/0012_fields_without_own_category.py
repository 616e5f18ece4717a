"""Let fields that were left at the old default follow their field type."""

from django.db import migrations

TEXT = "pd:PublicPost"  # every field had it unless an editor chose another


def forget_default(apps, schema_editor):
    _replace(apps, schema_editor, TEXT, "")


def restore_default(apps, schema_editor):
    _replace(apps, schema_editor, "", TEXT)


def _replace(apps, schema_editor, old, new):
    fields = apps.get_model("blog", "ContactField").objects
    fields.using(schema_editor.connection.alias).filter(category=old).update(
        category=new
    )


class Migration(migrations.Migration):
    dependencies = [("blog", "0011_category_of_a_field")]

    operations = [migrations.RunPython(forget_default, restore_default)]
