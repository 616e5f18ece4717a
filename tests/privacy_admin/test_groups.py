"""The groups that come along, and those that look after some sites only."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.urls import reverse
from wagtail.models import GroupSitePermission, Site

from tests.privacy_admin.conftest import GROUPS, Enter

migration = import_module("privacy_plugin.migrations.0007_privacy_groups")
EDITOR = SimpleNamespace(connection=connection)
OURS = sorted(set(GROUPS.values()) - {"Comment moderators"})


@pytest.mark.parametrize("name", OURS)
def test_a_group_enters_the_admin_and_deletes_nothing(name: str, db):
    codes = set(
        Group.objects.get(name=name).permissions.values_list("codename", flat=True)
    )

    assert "access_admin" in codes
    assert not [code for code in codes if code.startswith("delete_")]
    assert ("publish_disclosuretext" in codes) == (name == "Privacy text publishers")
    assert ("export_consentrecord" in codes) == (name == "Privacy officers")


def test_the_migration_can_be_taken_back_and_run_again(db):
    migration.delete_own_groups(apps, EDITOR)
    assert not Group.objects.filter(name__in=OURS).exists()

    migration.create_groups(apps, EDITOR)
    migration.create_groups(apps, EDITOR)

    assert Group.objects.filter(name__in=OURS).count() == 3


def test_a_group_s_sites_are_chosen_on_its_page(
    enter: Enter, site: Site, other_site: Site
):
    client = enter("superuser")
    group = Group.objects.create(name="Of one site")
    address = reverse("wagtailusers_groups:edit", args=[group.pk])
    assert "Privacy, for some sites" in client.get(address).content.decode()
    data = {
        "name": group.name, "page_permissions-TOTAL_FORMS": "0",
        "page_permissions-INITIAL_FORMS": "0",
        "collection_permissions-TOTAL_FORMS": "0",
        "collection_permissions-INITIAL_FORMS": "0",
        "document_permissions-TOTAL_FORMS": "0",
        "document_permissions-INITIAL_FORMS": "0",
        "image_permissions-TOTAL_FORMS": "0", "image_permissions-INITIAL_FORMS": "0",
    }  # fmt: skip

    def chosen() -> set[tuple[str, int]]:
        rows = GroupSitePermission.objects.filter(group=group)
        return set(rows.values_list("permission__codename", "site_id"))

    both = {"privacy_sites-report_consentrecord": [site.pk, other_site.pk]}
    assert client.post(address, data | both).status_code == 302
    assert chosen() == {
        ("report_consentrecord", site.pk),
        ("report_consentrecord", other_site.pk),
    }

    one = {"privacy_sites-report_consentrecord": [other_site.pk],
           "privacy_sites-change_disclosuretext": [other_site.pk]}  # fmt: skip
    client.post(address, data | one)
    assert chosen() == {
        ("report_consentrecord", other_site.pk),
        ("change_disclosuretext", other_site.pk),
    }
    page = client.get(address).content.decode()
    assert "Can see the privacy reports" in page
