from django.db import migrations

import privacy_plugin.subscriptions.newsletter_page


def ask_anew(apps, schema_editor):
    """Take the tick nobody made from drafts; what is scheduled keeps its answer."""
    alias = schema_editor.connection.alias
    posts = apps.get_model("blog", "PostPage").objects.using(alias)
    revisions = apps.get_model("wagtailcore", "Revision").objects.using(alias)
    drafts = posts.filter(live=False, first_published_at=None)
    for key in list(drafts.values_list("pk", flat=True)):
        own = revisions.filter(
            object_id=str(key), content_type__app_label="blog",
            content_type__model="postpage",
        )  # fmt: skip
        if own.exclude(approved_go_live_at=None).exists():
            continue
        drafts.filter(pk=key).update(announce=None)
        for revision in own:
            revision.content["announce"] = None
            revision.save(update_fields=["content"])


def answer_yes(apps, schema_editor):
    """Answer as the column did before."""
    posts = apps.get_model("blog", "PostPage").objects
    posts.using(schema_editor.connection.alias).filter(announce=None).update(
        announce=True
    )


class Migration(migrations.Migration):
    dependencies = [("blog", "0005_private_documents")]

    operations = [
        migrations.AlterField(
            model_name="postpage",
            name="announce",
            field=privacy_plugin.subscriptions.newsletter_page.AnnounceField(
                blank=True,
                choices=[
                    (None, "Please choose"),
                    (True, "Yes, send them a mail"),
                    (False, "No, notify nobody"),
                ],
                help_text="Asked once, before this is published for the first time. Nothing is sent when you change it later.",
                null=True,
                verbose_name="notify subscribers",
            ),
        ),
        migrations.RunPython(ask_anew, answer_yes, elidable=True),
    ]
