"""Whoever looks at messages, or takes them away, is written down."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.contrib.forms.views import SubmissionsListView
from wagtail.models import PageLogEntry

from blog.models import ContactPage
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.form_pages.submissions import MESSAGES_EXPORTED, MESSAGES_VIEWED
from tests.support import factories


@pytest.fixture
def stored(page: ContactPage) -> Submission:
    """Return a message that somebody wrote."""
    entered = {"message": "A secret", "address": None}
    return Submission.objects.create(
        page=page, form_data=entered, email="ada@example.com", subject_key="key"
    )


def address(page: ContactPage) -> str:
    """Return where the messages of a page are listed."""
    return f"/admin/forms/submissions/{page.pk}/"


def logged_in() -> Client:
    """Return the browser of somebody who may do everything."""
    client, editor = Client(), factories.editor()
    assert client.login(username=editor.get_username(), password=editor.get_username())
    return client


def logged() -> list[tuple[str, str]]:
    """Return who did what, the oldest first."""
    entries = PageLogEntry.objects.filter(
        action__in=(MESSAGES_VIEWED, MESSAGES_EXPORTED)
    ).order_by("pk")
    return [(entry.user.username, entry.action) for entry in entries]


@pytest.mark.parametrize("part", ["", "results/"])
def test_each_look_is_logged(page: ContactPage, stored: Submission, part: str):
    client = logged_in()

    shown = client.get(address(page) + part)

    assert "A secret" in shown.content.decode()
    assert logged() == [("editor", MESSAGES_VIEWED)]
    client.get(address(page) + part)
    assert len(logged()) == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_export_is_logged(page: ContactPage, stored: Submission, kind: str):
    client = logged_in()

    response = client.get(address(page), {"export": kind})

    assert response.status_code == 200
    assert logged() == [("editor", MESSAGES_EXPORTED)]


def test_the_log_holds_nothing_of_a_message(page: ContactPage, stored: Submission):
    client = logged_in()
    client.get(address(page))

    entry = PageLogEntry.objects.get(action=MESSAGES_VIEWED)

    assert "secret" not in str(vars(entry))
    assert "ada@" not in str(vars(entry))
    history = client.get(f"/admin/pages/{page.pk}/history/").content.decode()
    assert "Viewed the messages of this form" in history


def test_only_those_who_may_see_messages_reach_them(
    page: ContactPage, stored: Submission
):
    somebody = User.objects.create_user("somebody", "", "somebody")
    somebody.groups.add(Group.objects.get(name="Comment moderators"))
    client = Client()
    for options in ({}, {"export": "csv"}):
        assert client.get(address(page), options).status_code == 302
    client.force_login(somebody)

    for options in ({}, {"export": "csv"}):
        answer = client.get(address(page), options)
        assert answer.status_code == 302
        assert "A secret" not in answer.content.decode()

    assert logged() == []


def test_a_page_type_with_a_list_of_its_own_is_logged_all_the_same(
    page: ContactPage, stored: Submission, monkeypatch: pytest.MonkeyPatch
):
    class OwnList(SubmissionsListView):  # type: ignore[misc] # Wagtail's, untyped
        """List messages in another way."""

        paginate_by = 1

    monkeypatch.setattr(ContactPage, "submissions_list_view_class", OwnList)
    client = logged_in()

    client.get(address(page))

    assert logged() == [("editor", MESSAGES_VIEWED)]
