"""Moderation in Chromium: no accessibility faults, and everything by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import (
    BulkDecision,
    Comment,
    Decision,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation import bulk_decisions
from tests.support import factories
from tests.support.browser.admin import assert_accessible, enter

ADDRESSES = {
    "dashboard": "/admin/",
    "queue": "/admin/comments/",
    "search": "/admin/comments/?state=all&q=reader",
    "nothing": "/admin/comments/?state=spam",
    "detail": "/admin/comments/{pk}/",
    "bulk": "/admin/bulk/privacy_comments/comment/spam/?id={pk}",
    "bulk progress": "/admin/comments/bulk/{bulk}/",
}


@pytest.fixture
def comment(live_site: str) -> Comment:
    """Return a waiting comment on a post, whose check failed."""
    made = factories.comment(
        text="What a reader wrote",
        name="Anna",
        discussion=get_or_create_discussion(factories.post()),
    )
    SpamCheck.objects.create(comment=made, state="error", reason="interrupted")
    return made


def begin_bulk_decision(comment: Comment, editor: Any) -> BulkDecision:
    """Let a moderator decide about more than a request takes."""
    now = timezone.now()
    return bulk_decisions.start(
        Decision.SPAM, [comment.pk], editor=editor, seen_at=now, at=now
    )


@pytest.mark.parametrize("where", ADDRESSES)
def test_no_page_has_an_accessibility_fault(browse, live_site, comment, where):
    editor = factories.editor()
    bulk = begin_bulk_decision(comment, editor)
    page = enter(browse(), live_site, editor)
    page.goto(live_site + ADDRESSES[where].format(pk=comment.pk, bulk=bulk.pk))
    assert_accessible(page)


def press_until(page: Page, focused: str) -> None:
    """Press Tab until the element with the focus matches the selector."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", focused):
            return
    pytest.fail(f"Tab never reached {focused}")


def test_a_comment_is_published_by_keyboard_alone(browse, live_site, comment):
    page = enter(browse(), live_site, factories.editor())
    page.goto(f"{live_site}/admin/comments/")

    press_until(page, "button[value=approve]")
    page.keyboard.press("Enter")
    page.get_by_text("1 comment is published.").wait_for()

    comment.refresh_from_db()
    assert comment.state == State.APPROVED


def test_several_are_marked_as_spam_by_keyboard_alone(browse, live_site, comment):
    page = enter(browse(), live_site, factories.editor())
    page.goto(f"{live_site}/admin/comments/")

    press_until(page, "[data-bulk-action-checkbox]")
    page.keyboard.press("Space")
    press_until(page, "a[href*='/spam/']")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Mark as spam").wait_for()
    press_until(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.get_by_text("1 comment is marked as spam.").wait_for()

    comment.refresh_from_db()
    assert comment.state == State.SPAM


def test_a_decision_needs_no_scripting(browse, live_site, comment):
    page = enter(browse(javascript=False), live_site, factories.editor())
    page.goto(f"{live_site}/admin/comments/{comment.pk}/")

    page.get_by_role("button", name="Approve", exact=True).click()

    comment.refresh_from_db()
    assert comment.state == State.APPROVED


@pytest.mark.parametrize("javascript", [True, False])
def test_progress_of_bulk_decision_can_be_watched(
    browse, live_site, comment, javascript
):
    editor = factories.editor()
    bulk = begin_bulk_decision(comment, editor)
    page = enter(browse(javascript=javascript), live_site, editor)
    page.goto(f"{live_site}/admin/comments/bulk/{bulk.pk}/")
    page.get_by_text("0 of 1 comment processed").wait_for()
    badge = page.locator(".comments-admin-menu[data-comments-waiting]")
    expect(badge).to_have_count(int(javascript))  # the menu is made by a script

    bulk_decisions.run(bulk.pk, seconds=0)
    if not javascript:
        page.get_by_role("link", name="Refresh").click()

    page.get_by_text("1 of 1 comment processed").wait_for()
    assert page.get_by_role("button", name="Pause").count() == 0
    expect(badge).to_have_count(0)
