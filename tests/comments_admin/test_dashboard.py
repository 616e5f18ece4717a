"""The start page of the admin, and the number in its menu."""

from __future__ import annotations

import html

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse

from privacy_plugin.comments.admin import dashboard
from privacy_plugin.comments.admin.dashboard import menu_item
from privacy_plugin.comments.models import CheckState, SpamCheck, State
from tests.support import factories


def home(client) -> str:
    return str(client.get(reverse("wagtailadmin_home")).content.decode())


def request_of(user) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_the_newest_five_waiting_comments_stand_on_it_with_their_buttons(moderation):
    for number in range(1, 7):
        at = factories.moment(f"2026-11-0{number}T12:00:00+00:00")
        factories.comment(text=f"Comment of day {number}", submitted_at=at)

    page = home(moderation)

    assert "Comment of day 6" in page
    assert "Comment of day 2" in page
    assert "Comment of day 1" not in page
    assert page.count('value="approve"') == 5
    assert "Open the queue: 6 comments" in page


def test_it_says_how_many_checks_failed(moderation):
    comment = factories.comment()
    SpamCheck.objects.create(comment=comment, state=CheckState.GAVE_UP)

    page = home(moderation)

    assert "The spam check of 1 waiting comment failed." in page
    assert "?check=error&amp;check=gave_up" in page


def test_the_link_to_failed_checks_leads_to_them(moderation):
    comment = factories.comment(text="failed")
    SpamCheck.objects.create(comment=comment, state=CheckState.ERROR)
    factories.comment(text="another")

    response = moderation.get("/admin/comments/?check=error&check=gave_up")

    assert [one.text for one in response.context["object_list"]] == ["failed"]


def test_there_is_no_panel_when_nothing_waits(moderation):
    factories.comment(state=State.APPROVED)

    assert "comments-waiting" not in home(moderation)


@pytest.mark.django_db
def test_the_menu_tells_the_number_to_eyes_and_ears():
    factories.comment()
    factories.comment()
    request = request_of(factories.editor())

    component = menu_item().render_component(request)

    assert component.attrs["data-comments-waiting"] == "2"
    assert component.attrs["aria-label"] == "Comments, 2 waiting"


def test_very_many_waiting_comments_are_not_counted_to_the_end(moderation, monkeypatch):
    monkeypatch.setattr(dashboard, "MOST_COUNTED", 2)
    for _number in range(3):
        factories.comment()

    page = home(moderation)

    assert "More than 2 comments waiting" in page
    assert "Open the queue: more than 2 comments" in page
    assert "Comments, more than 2 waiting" in html.unescape(page)
    assert '"data-comments-waiting": "2+"' in html.unescape(page)


@pytest.mark.django_db
def test_the_menu_has_no_badge_when_nothing_waits():
    component = menu_item().render_component(request_of(factories.editor()))

    assert component.attrs == {}


@pytest.mark.django_db
def test_the_menu_item_is_for_moderators_only(moderator):
    item = menu_item()

    assert item.is_shown(request_of(moderator))
    assert not item.is_shown(request_of(AnonymousUser()))
