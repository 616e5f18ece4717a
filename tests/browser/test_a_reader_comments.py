"""The whole way of a comment in Chromium, with scripting and without.

Every host contacted, every cookie and every storage entry is noted down.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone

from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.comments.models import Comment, State
from privacy_plugin.comments.moderation import actions
from tests.support import factories
from tests.support.reader import box_of

WORDS = "What I think about it"


def box(visit, activity=SPAM_CHECK):
    return visit.page.locator(f"input[name='{box_of(activity)}']")


def write(visit, address, words=WORDS, *, name="Ada", tick=False) -> None:
    visit.page.goto(address)
    visit.page.fill("textarea[name='text']", words)
    visit.page.fill("input[name='name']", name)
    if tick:
        box(visit).check()


def press(visit, words) -> None:
    visit.page.get_by_role("button", name=words).first.click()


def follow(visit, words) -> None:
    visit.page.get_by_role("link", name=words).first.click()


def text_of(visit) -> str:
    return visit.page.locator("main").inner_text()


def assert_no_traces(visit, live_site) -> None:
    assert visit.hosts == {urlsplit(live_site).netloc}
    assert visit.cookies == set()
    assert visit.storage == set()
    assert visit.complaints == []


def test_without_consent(visit, post, url, live_site, server, work):
    write(visit, url(post.url))
    assert not box(visit).is_checked()

    press(visit, "Send comment")
    work()

    assert "Thank you for your comment" in text_of(visit)
    visit.page.reload()
    assert "Your comment is waiting" in text_of(visit)
    assert "nothing was sent to anybody" in text_of(visit)
    server.log.assert_empty()
    assert_no_traces(visit, live_site)


def test_with_consent(visit, post, url, live_site, server, work):
    write(visit, url(post.url), tick=True)

    press(visit, "Send comment")
    work()

    assert "Thank you for your comment" in text_of(visit)
    visit.page.reload()
    assert "Your comment is published" in text_of(visit)
    visit.page.goto(url(post.url))
    assert WORDS in text_of(visit)
    assert server.log.last.field("comment_content") == WORDS
    assert_no_traces(visit, live_site)


def test_by_way_of_the_preview(visit, post, url, live_site, server, work):
    write(visit, url(post.url))
    press(visit, "Show me exactly what would be sent")
    visit.page.locator("summary", has_text="technical fields").click()

    shown = {
        row.get_attribute("data-field"): row.locator("td").inner_text()
        for row in visit.page.locator("tr[data-field]").all()
    }
    assert shown["comment_content"] == WORDS
    box(visit).check()
    press(visit, "Send comment")
    work()

    sent = server.log.last
    assert sent.names == shown.keys()
    for name in shown.keys() - {"api_key", "comment_date_gmt"}:
        assert sent.field(name) == shown[name]
    assert_no_traces(visit, live_site)


def test_the_preview_leads_back_with_every_word(visit, post, url, server):
    write(visit, url(post.url), "Two lines\nof words")
    press(visit, "Show me exactly what would be sent")

    press(visit, "Edit")

    assert visit.page.input_value("textarea[name='text']") == "Two lines\nof words"
    assert visit.page.input_value("input[name='name']") == "Ada"


def test_an_error_keeps_every_word(visit, post, url, server, settings):
    settings.PRIVACY_COMMENTS_MAX_LENGTH = 10_000
    write(visit, url(post.url), tick=True)
    settings.PRIVACY_COMMENTS_MAX_LENGTH = 5

    press(visit, "Send comment")

    assert "has not been sent yet" in text_of(visit)
    assert visit.page.input_value("textarea[name='text']") == WORDS
    assert not Comment.objects.exists()


def test_a_reply(visit, post, url, live_site, server):
    write(visit, url(post.url))
    press(visit, "Send comment")
    first = Comment.objects.get()
    actions.approve([first.pk], editor=factories.editor(), at=timezone.now())

    visit.page.goto(url(post.url))
    follow(visit, "Reply")
    in_place = visit.page.get_by_role("group", name="Reply to Ada")
    form = in_place if visit.has_scripting else visit.page
    form.locator("textarea[name='text']").fill("I disagree")
    form.get_by_role("button", name="Send comment").first.click()
    visit.page.wait_for_url("**/comments/manage/**")

    assert Comment.objects.get(text="I disagree").parent == first
    assert_no_traces(visit, live_site)


def test_edit_withdraw_agree_delete(visit, post, url, live_site, server, work):
    write(visit, url(post.url), tick=True)
    press(visit, "Send comment")

    follow(visit, "Edit")
    visit.page.fill("textarea[name='text']", "Better words")
    press(visit, "Save")
    assert "Better words" in text_of(visit)

    press(visit, "Withdraw consent")
    assert "withdrawn" in text_of(visit)
    work()
    server.log.assert_empty()

    box(visit).check()
    press(visit, "Agree to what is ticked")
    work()
    assert server.log.last.field("comment_content") == "Better words"

    visit.page.locator("summary", has_text="Delete this comment").click()
    press(visit, "Yes, delete it")
    assert "Your comment is deleted" in text_of(visit)
    assert not Comment.objects.exists()
    assert_no_traces(visit, live_site)


def test_the_receipt_and_its_withdrawal(visit, post, url, live_site, server, work):
    write(visit, url(post.url), tick=True)
    press(visit, "Send comment")
    follow(visit, "Receipt")
    assert "Nothing was sent" in text_of(visit)

    press(visit, "Withdraw this consent")
    work()

    assert "withdrawn" in text_of(visit)
    server.log.assert_empty()
    assert_no_traces(visit, live_site)


def test_in_german(visit, post, url, live_site, server, work):
    write(visit, url(factories.german(post).url), "Was ich davon halte", tick=True)

    visit.page.locator("form:has(textarea) button[type='submit']").first.click()
    work()

    comment = Comment.objects.get()
    assert comment.language == "de"
    assert comment.state == State.APPROVED
    assert visit.page.locator("html").get_attribute("lang") == "de"
    assert server.log.last.field("blog_lang") == "de"
    assert_no_traces(visit, live_site)


def test_from_a_page_out_of_a_cache(browse, post, url, live_site, server, work):
    first = browse(javascript=False)
    kept = first.page.goto(url(post.url)).text()
    second = browse(javascript=False)
    second.page.route(
        url(post.url), lambda route: route.fulfill(body=kept, content_type="text/html")
    )

    write(second, url(post.url), tick=True)
    press(second, "Send comment")
    work()

    assert "Thank you for your comment" in text_of(second)
    assert Comment.objects.get().state == State.APPROVED
    assert_no_traces(second, live_site)


def test_with_the_keyboard_alone(visit, post, url, live_site, server, work):
    visit.page.goto(url(post.url))
    walk_to(visit, "text")
    visit.page.keyboard.type(WORDS)
    walk_to(visit, "name")
    visit.page.keyboard.type("Ada")
    walk_to(visit, box_of(SPAM_CHECK))
    visit.page.keyboard.press("Space")
    walk_to_button(visit, "Send comment")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/comments/manage/**")
    work()

    assert Comment.objects.get().state == State.APPROVED
    assert_no_traces(visit, live_site)


def walk_to(visit, name, steps=80) -> None:
    """Press Tab until the field with this name has the focus."""
    for _step in range(steps):
        focused = visit.page.locator(":focus")
        if focused.count() and focused.get_attribute("name") == name:
            return
        visit.page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {name}")


def walk_to_button(visit, words, steps=80) -> None:
    """Press Tab until the button with these words has the focus."""
    for _step in range(steps):
        focused = visit.page.locator("button:focus")
        if focused.count() and words in focused.inner_text():
            return
        visit.page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {words}")


@pytest.mark.parametrize("tick", [False, True], ids=["no", "yes"])
def test_on_a_post_from_wordpress(visit, post, url, live_site, server, work, tick):
    file = django_settings.BASE_DIR / "tests" / "wordpress" / "data" / "allotment.xml"
    call_command("import_wordpress", str(file), parent=factories.index().pk)
    imported = imported_post()

    write(visit, url(imported.url), tick=tick)
    press(visit, "Send comment")
    work()

    visit.page.reload()
    expected = "is published" if tick else "is waiting"
    assert expected in text_of(visit)
    visit.page.goto(url(imported.url))
    assert (WORDS in text_of(visit)) == tick
    assert len(server.log.of("comment-check")) == int(tick)
    assert_no_traces(visit, live_site)


def imported_post():
    """Return a post that came along and takes comments."""
    known = {"A post about allotments", "Ein Beitrag über Gärten"}
    posts = factories.index().posts().exclude(title__in=known)
    return next(one for one in posts if one.comments_policy != "closed")


PRESS_TWICE = """() => {
    const form = document.querySelector("form[data-once]");
    const press = () => form.dispatchEvent(
        new Event("submit", { bubbles: true, cancelable: true }));
    return [press(), press()];
}"""


def test_a_second_press_is_not_sent(browse, post, url, server):
    visit = browse(javascript=True)
    write(visit, url(post.url))

    assert visit.page.evaluate(PRESS_TWICE) == [True, False]


def test_after_going_back_the_form_can_be_sent_again(browse, post, url, server):
    visit = browse(javascript=True)
    write(visit, url(post.url))
    press(visit, "Show me exactly")
    visit.page.wait_for_url("**/comments/**")
    visit.page.wait_for_load_state()
    visit.page.go_back()
    visit.page.fill("textarea[name='text']", "Other words")

    press(visit, "Send comment")

    assert Comment.objects.get().text == "Other words"
