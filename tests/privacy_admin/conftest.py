"""The people who look after privacy: each of the groups, for all sites and for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import GroupSitePermission, Site

from tests.support import factories

GROUPS = {
    "editor": "Privacy text editors",
    "publisher": "Privacy text publishers",
    "officer": "Privacy officers",
    "moderator": "Comment moderators",
}
Enter = Callable[[str], Client]


def pytest_configure(config: pytest.Config) -> None:
    """Offer a browser."""
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


def person(who: str) -> User:
    """Return somebody in one of the groups, without an address for notifications."""
    made = User.objects.create_user(who, "", who)
    made.groups.set(Group.objects.filter(name=GROUPS[who]))
    return made


def only_for(user: User, site: Site) -> None:
    """Turn what the user's groups may do on all sites into what they may on one."""
    (group,) = user.groups.all()
    own = Group.objects.create(name=f"{group.name} of {site.hostname}")
    for permission in group.permissions.select_related("content_type"):
        if permission.codename == "access_admin":
            own.permissions.add(permission)
        else:
            GroupSitePermission.objects.create(
                group=own, site=site, permission=permission
            )
    user.groups.set([own])


@pytest.fixture
def enter(db: None) -> Enter:
    """Return a function that gives the browser of somebody who has logged in."""

    def log_in(who: str) -> Client:
        client = Client()
        user: Any = factories.editor(name="root") if who == "superuser" else person(who)
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def declared(db: None) -> Iterator[None]:
    with factories.declared(factories.sending()):
        yield


@pytest.fixture
def site(db: None) -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def other_site(site: Site) -> Site:
    return Site.objects.create(
        hostname="other.example", site_name="Other", root_page=site.root_page
    )
