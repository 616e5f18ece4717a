"""The report shows each editor what leads elsewhere in what they may edit."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile

from privacy_plugin.embeds.scan.scanner import Finding
from tests.embeds.test_scanner import FILM, MAP, PICTURE, stored
from tests.support import factories

ADDRESS = "/admin/reports/contacts/"


@pytest.fixture
def post(db):
    made = factories.post(title="About maps")
    stored(
        made,
        ("html", f'<iframe src="{MAP}"></iframe>'),
        ("embed", {"url": FILM}),
        intro=PICTURE,
    )
    return made


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    user: Any = factories.editor()
    client.force_login(user)
    return client


def entering(client: Client, *permissions: str) -> User:
    """Let somebody with the permission to enter the admin, and these, log in."""
    user = User.objects.create_user("person")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=("access_admin", *permissions))
    )
    client.force_login(user)
    return user


def shown(client: Client, **query: str) -> list[Finding]:
    return list(client.get(ADDRESS, query).context["object_list"])


def hosts(findings: list[Finding]) -> list[str]:
    return [finding.reference.host for finding in findings]


def test_it_is_among_the_reports(admin, post):
    assert ADDRESS in admin.get(reverse("wagtailadmin_home")).content.decode()


def test_what_is_loaded_comes_first_and_leads_to_where_it_is_edited(admin, post):
    page = admin.get(ADDRESS)

    html = page.content.decode()
    assert hosts(page.context["object_list"]) == [
        *("pixel.example", "www.youtube.com", "maps.example"),
    ]
    assert reverse("wagtailadmin_pages:edit", args=[post.pk]) in html
    assert "is loaded if a template prints the text as it is" in html
    assert "www.youtube.com (YouTube)" in html
    assert "<iframe" not in html
    assert MAP not in html  # nothing of it can be pressed by mistake


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "frame"}, ["maps.example"]),
        ({"kind": ["frame", "picture"]}, ["pixel.example", "maps.example"]),
        ({"host": "www.youtube.com"}, ["www.youtube.com"]),
        ({"treatment": "maybe"}, ["pixel.example"]),
        ({"treatment": "maybe", "kind": "frame"}, []),
    ],
)
def test_it_can_be_narrowed(admin, post, query, expected):
    assert hosts(shown(admin, **query)) == expected


def test_a_filter_nobody_offered_narrows_nothing(admin, post):
    assert len(shown(admin, kind="nonsense")) == 3


def test_the_rows_alone_can_be_asked_for(admin, post):
    page = admin.get(f"{ADDRESS}results/", {"kind": "frame", "_w_filter_fragment": 1})

    assert page.status_code == 200
    assert "maps.example" in page.content.decode()


def test_it_can_be_taken_along_as_a_table(admin, post):
    page = admin.get(ADDRESS, {"export": "csv", "kind": "frame"})

    text = b"".join(page.streaming_content).decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Host"] == "maps.example"
    assert row["Object"] == f"blog.PostPage:{post.pk}"
    assert row["Address"] == MAP
    assert admin.get(ADDRESS, {"export": "xlsx"}).status_code == 200


def test_nothing_to_report_is_said(admin, db):
    html = admin.get(ADDRESS).content.decode()

    assert "There are no references to other hosts to display." in html


def test_it_speaks_german(admin, post):
    profile = UserProfile.get_for_user(User.objects.get())
    profile.preferred_language = "de"
    profile.save()

    html = admin.get(ADDRESS).content.decode()

    assert "Kontakte zu anderen Hosts" in html
    assert "wartet auf" in html


def test_who_may_edit_no_page_does_not_see_it(client, post):
    entering(client)

    assert client.get(ADDRESS).status_code == 302
    assert ADDRESS not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_editor_sees_only_what_they_may_edit(client, post):
    other = factories.post(title="Elsewhere")
    stored(other, ("html", '<img src="https://other.example/1.png">'))
    group = Group.objects.create(name="some")
    entering(client).groups.add(group)
    GroupPagePermission.objects.create(
        group=group,
        page=other,
        permission=Permission.objects.get(codename="change_page"),
    )

    assert hosts(shown(client)) == ["other.example"]
