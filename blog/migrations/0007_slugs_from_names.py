"""Give a slug to tags that had none, and let those of authors and categories be empty."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from blog.addresses.slugs import build_slug, find_free_slug


def fill_slugs(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name what no address could lead to; there is at most one tag without a slug."""
    tags = apps.get_model("taggit", "Tag").objects
    for tag in tags.filter(slug=""):
        tag.slug = find_free_slug(
            build_slug(tag.name, max_length=100) or "tag",
            lambda slug: tags.filter(slug=slug).exists(),
            max_length=100,
        )
        tag.save(update_fields=["slug"])


class Migration(migrations.Migration):
    """Change no column; fill one row."""

    dependencies = (
        ("blog", "0006_ask_whether_to_tell_subscribers"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    )

    operations = (
        migrations.RunPython(fill_slugs, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="author",
            name="slug",
            field=models.SlugField(
                allow_unicode=True,
                blank=True,
                help_text=(
                    "The last part of the address of the author's archive. "
                    "Leave it empty to take it from the name."
                ),
                max_length=200,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="slug",
            field=models.SlugField(
                allow_unicode=True,
                blank=True,
                help_text=(
                    "The last part of the address of its archive. "
                    "Leave it empty to take it from the name."
                ),
                max_length=200,
                verbose_name="slug",
            ),
        ),
    )
