"""Make the embeds inert that Wagtail has kept from before; see ``rewriting``."""

from django.db import migrations

from privacy_plugin.embeds.rewriting import rewrite


def make_inert(apps, schema_editor):
    """Rewrite the rows. There is no way back: what was removed is not wanted."""
    rewrite(apps.get_model("wagtailembeds", "Embed"))


class Migration(migrations.Migration):
    dependencies = [
        ("privacy_embeds", "0001_initial"),
        ("wagtailembeds", "0009_embed_cache_until"),
    ]

    operations = [migrations.RunPython(make_inert, migrations.RunPython.noop)]
