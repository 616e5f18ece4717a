"""Move the files of documents out of the folder that the web server hands out."""

from django.core.files.storage import default_storage
from django.db import migrations

from blog.backends.storage import MediaStorage


def move_to_private(apps, schema_editor):
    if isinstance(default_storage, MediaStorage):
        default_storage.move_documents(to_private=True)


def move_to_public(apps, schema_editor):
    if isinstance(default_storage, MediaStorage):
        default_storage.move_documents(to_private=False)


class Migration(migrations.Migration):
    dependencies = [("blog", "0004_contact_pages")]

    operations = [migrations.RunPython(move_to_private, move_to_public)]
