"""Make the embeds inert that Wagtail has kept from before; see ``items.stored_embeds``."""

from django.db import migrations

from privacy_plugin.embeds.items.stored_embeds import make_stored_embeds_inert


def make_inert(apps, schema_editor):
    """Rewrite the rows. There is no way back: what was removed is not wanted."""
    make_stored_embeds_inert(apps.get_model("wagtailembeds", "Embed"))


class Migration(migrations.Migration):
    dependencies = [
        ("privacy_embeds", "0001_initial"),
        ("wagtailembeds", "0009_embed_cache_until"),
    ]

    operations = [migrations.RunPython(make_inert, migrations.RunPython.noop)]
