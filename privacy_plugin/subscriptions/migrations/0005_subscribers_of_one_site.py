"""Let each subscriber and each trace of an address belong to one site.

A subscriber goes to the site whose controller stands in the texts they agreed to: that
of their subscription to new posts, or else of the oldest one. Traces stay for all sites.
"""

import django.db.models.deletion
from django.db import migrations, models


def set_sites(apps, schema_editor):
    alias = schema_editor.connection.alias
    subscribers = apps.get_model("privacy_subscriptions", "Subscriber").objects
    subscriptions = apps.get_model("privacy_subscriptions", "Subscription").objects
    mailings = apps.get_model("privacy_subscriptions", "Mailing").objects
    sites = set(
        apps.get_model("wagtailcore", "Site")
        .objects.using(alias)
        .values_list("pk", flat=True)
    )
    only = next(iter(sites)) if len(sites) == 1 else None
    agreed = {}
    rows = subscriptions.using(alias).order_by("-kind", "-pk")
    # Read in this order, new posts win, and the oldest among the rest.
    for owner, kind, site in rows.values_list(
        "subscriber", "kind", "version__site_id"
    ).iterator(chunk_size=2000):
        if site in sites and (kind == "posts" or agreed.get(owner, ("",))[0] != "posts"):
            agreed[owner] = (kind, site)
    by_site = {}
    for owner in subscribers.using(alias).values_list("pk", flat=True):
        site = agreed.get(owner, ("", only))[1]
        by_site.setdefault(site, []).append(owner)
    for site, owners in by_site.items():
        for start in range(0, len(owners), 500):
            some = subscribers.using(alias).filter(pk__in=owners[start : start + 500])
            some.update(site=site)
    if only is not None:
        mailings.using(alias).filter(site=None).update(site=only)


def tell_apart(apps, schema_editor):
    """Make what belongs to two sites different enough for one; each mail goes on."""
    alias = schema_editor.connection.alias
    subscribers = apps.get_model("privacy_subscriptions", "Subscriber").objects
    traces = apps.get_model("privacy_subscriptions", "Suppression").objects
    known = set()
    for key, mailbox in (
        subscribers.using(alias).order_by("pk").values_list("pk", "mailbox")
    ):
        if mailbox in known:
            same = subscribers.using(alias).filter(pk=key)
            same.update(mailbox=f"{mailbox}#{key}")
        known.add(mailbox)
    kept = set()
    # Whoever said no goes before whoever has only left.
    rows = sorted(
        traces.using(alias).values_list("pk", "digest", "reason"),
        key=lambda row: (row[2] == "left", row[0]),
    )
    for key, digest, _reason in rows:
        if digest in kept:
            traces.using(alias).filter(pk=key).delete()
        kept.add(digest)


class Migration(migrations.Migration):
    dependencies = [
        ("privacy_subscriptions", "0004_one_form_of_each_address"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscriber",
            name="site",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.site",
            ),
        ),
        migrations.AddField(
            model_name="suppression",
            name="site",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="wagtailcore.site",
            ),
        ),
        migrations.AlterField(
            model_name="subscriber",
            name="mailbox",
            field=models.CharField(max_length=508),
        ),
        migrations.AlterField(
            model_name="suppression",
            name="digest",
            field=models.CharField(max_length=64),
        ),
        migrations.RunPython(set_sites, tell_apart),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.UniqueConstraint(
                fields=["mailbox", "site"], name="subscriptions_mailbox_once_per_site"
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.UniqueConstraint(
                fields=["digest", "site"], name="subscriptions_trace_once_per_site"
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.UniqueConstraint(
                condition=models.Q(("site", None)),
                fields=["digest"],
                name="subscriptions_trace_once_for_all",
            ),
        ),
    ]
