"""The people who open the admin: a moderator, an editor without the permission."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.support import factories


def pytest_configure(config: pytest.Config) -> None:
    """Offer a browser."""
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


def person(name: str, *groups: str) -> User:
    """Return an editor in these groups; the password is the name."""
    made = User.objects.create_user(name, f"{name}@example.com", name)
    made.groups.set(Group.objects.filter(name__in=groups))
    return made


@pytest.fixture
def moderator(db: None) -> User:
    """Return a member of the group that the plugin brings along."""
    return person("moderator", "Comment moderators")


@pytest.fixture
def moderation(moderator: User, client: Client) -> Client:
    """Return the moderator's browser."""
    client.force_login(moderator)
    return client


@pytest.fixture(params=["superuser", "moderator"])
def allowed(request: pytest.FixtureRequest, db: None, client: Client) -> Client:
    """Return the browser of somebody who may moderate."""
    one: Any = (
        factories.editor(name="root")
        if request.param == "superuser"
        else person("moderator", "Comment moderators")
    )
    client.force_login(one)
    return client


@pytest.fixture
def editor(db: None, client: Client) -> Client:
    """Return the browser of somebody who edits pages and may not moderate."""
    client.force_login(person("writer", "Editors"))
    return client
