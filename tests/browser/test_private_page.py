"""Replying in place, and keeping the address of the private page, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from blog.models import PostPage
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.moderation import actions
from tests.browser.test_every_page import open_everything
from tests.support import factories
from tests.support.browser.admin import assert_accessible
from tests.support.clock import Clock
from tests.support.reader import Reader

WORDS = "I disagree"


@pytest.fixture
def answerable(post: PostPage) -> Comment:
    """Return a published comment."""
    Reader(Clock()).write(post.url, "The first word", name="Ada")
    comment = Comment.objects.get()
    actions.approve([comment.pk], editor=factories.editor(), at=timezone.now())
    return comment


@pytest.fixture
def reply(browse, post: PostPage, url: Callable[[str], str], answerable: Comment):
    """Return a visit that has opened the form of a reply in place."""
    visit = browse(javascript=True)
    visit.page.goto(url(post.url))
    visit.page.get_by_role("link", name="Reply to Ada").click()
    expect(visit.page.get_by_role("group", name="Reply to Ada")).to_be_visible()
    return visit


def own_form(visit):
    return visit.page.get_by_role("group", name="Reply to Ada")


def test_reply_opens_in_place_with_the_focus_in_its_text(reply, post, url):
    assert reply.page.url == url(post.url)
    focused = reply.page.locator(":focus")
    assert focused.get_attribute("name") == "text"
    assert own_form(reply).locator(":focus").count() == 1
    ids = reply.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    labels = own_form(reply).locator("label[for]").all()
    assert labels
    for label in labels:
        assert own_form(reply).locator(f"[id='{label.get_attribute('for')}']").count()
    assert reply.complaints == []


@pytest.mark.parametrize("way", ["Escape", "Cancel"])
def test_closing_gives_the_focus_back_and_keeps_the_words(reply, way):
    reply.page.keyboard.type(WORDS)

    if way == "Escape":
        reply.page.keyboard.press("Escape")
    else:
        own_form(reply).get_by_role("button", name="Cancel").click()

    expect(own_form(reply)).to_have_count(0)
    expect(reply.page.get_by_role("link", name="Reply to Ada")).to_be_focused()
    reply.page.keyboard.press("Enter")
    expect(own_form(reply).locator("textarea")).to_have_value(WORDS)


def test_reply_sent_in_place_answers_the_comment(reply, answerable):
    reply.page.keyboard.type(WORDS)
    own_form(reply).get_by_role("button", name="Send comment").click()
    reply.page.wait_for_url("**/comments/manage/**")

    assert Comment.objects.get(text=WORDS).parent == answerable
    assert reply.cookies == set()
    assert reply.storage == set()


def test_an_error_in_place_leads_to_the_form_with_the_words(reply, settings):
    settings.PRIVACY_COMMENTS_MAX_LENGTH = 5
    own_form(reply).locator("textarea").evaluate("e => e.removeAttribute('maxlength')")
    reply.page.keyboard.type(WORDS)

    own_form(reply).get_by_role("button", name="Send comment").click()
    reply.page.wait_for_url("**/comments/post/")

    expect(reply.page).to_have_title(re.compile("^Error: "))
    expect(reply.page.get_by_role("alert")).to_be_focused()
    assert reply.page.input_value("textarea[name='text']") == WORDS


def test_reply_falls_back_to_its_page_where_it_cannot_be_fetched(
    browse, post, url, answerable
):
    visit = browse(javascript=True)
    visit.page.goto(url(post.url))
    actions.remove([answerable.pk], editor=None, at=timezone.now())

    visit.page.get_by_role("link", name="Reply to Ada").click()
    visit.page.wait_for_url("**/reply/")

    expect(visit.page.get_by_role("alert")).to_contain_text("does not exist any more")


@pytest.fixture
def private_page(browse, post: PostPage, url):
    """Return a function that opens the private page of a new comment."""

    def opened(**options):
        reader = Reader(Clock())
        reader.write(post.url, "What I think about it")
        visit = browse(**options)
        visit.page.goto(url(reader.private))
        return visit

    return opened


def test_the_address_is_copied(private_page, live_site):
    visit = private_page(javascript=True)
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])

    visit.page.get_by_role("button", name="Copy").click()

    expect(visit.page.get_by_text("Copied.")).to_be_visible()
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied == visit.page.get_by_label("Address of this page").input_value()
    assert copied.startswith(f"{live_site}/comments/manage/")


def test_without_scripting_the_address_stands_in_a_field(private_page):
    visit = private_page(javascript=False)

    expect(visit.page.get_by_label("Address of this page")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Copy")).to_have_count(0)


def test_the_address_is_saved_as_a_file_that_leads_back(private_page, tmp_path):
    visit = private_page(javascript=False)
    with visit.page.expect_download() as download:
        visit.page.get_by_role("link", name="Save as a file").click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)

    address = re.search('<a href="([^"]+)"', kept.read_text(encoding="utf-8"))[1]
    visit.page.goto(address)

    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Your comment")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_preview_has_its_button_in_reach(browse, post, url, server, width):
    visit = browse(javascript=False)
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.goto(url(post.url))
    visit.page.fill("textarea[name='text']", "What I think about it")
    visit.page.get_by_role("button", name="Show me exactly").click()

    button = visit.page.get_by_role("button", name="Send comment").bounding_box()

    assert button["y"] < 1_100
    too_wide = "document.documentElement.scrollWidth - innerWidth"
    assert visit.page.evaluate(too_wide) <= 0


def test_an_opened_reply_has_no_accessibility_fault(reply):
    open_everything(reply)
    assert_accessible(reply.page)


@pytest.mark.parametrize("light", ["light", "dark"])
def test_a_preview_has_no_accessibility_fault(browse, post, url, light: str):
    visit = browse(color_scheme=light)
    visit.page.goto(url(post.url))
    visit.page.fill("textarea[name='text']", "The last word")
    visit.page.locator("button[name=preview]").first.click()
    expect(visit.page.locator(".comment-preview__columns")).to_be_visible()

    open_everything(visit)
    assert_accessible(visit.page)
