"""The group that the plugin brings along."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection

NAME = "Comment moderators"
migration = import_module("privacy_plugin.comments.migrations.0002_comment_moderators")
EDITOR = SimpleNamespace(connection=connection)


@pytest.mark.django_db
def test_it_may_enter_the_admin_and_moderate_and_change_nothing_else():
    group = Group.objects.get(name=NAME)

    codes = set(group.permissions.values_list("codename", flat=True))

    assert {"access_admin", "moderate_comment"} <= codes
    assert not [code for code in codes if code[:4] in {"add_", "chan", "dele"}]


@pytest.mark.django_db
def test_the_migration_can_be_taken_back_and_run_again():
    migration.delete_group(apps, EDITOR)
    gone = not Group.objects.filter(name=NAME).exists()
    migration.create_group(apps, EDITOR)

    group = Group.objects.get(name=NAME)
    assert gone
    assert group.permissions.filter(codename="moderate_comment").exists()
    assert Permission.objects.filter(codename="moderate_comment").count() == 1


@pytest.mark.django_db
def test_running_it_on_a_group_of_that_name_keeps_its_members(moderator):
    migration.create_group(apps, EDITOR)

    assert moderator.groups.get().name == NAME
