"""A privacy officer answers a request in Chromium: German, English, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from privacy_plugin.comments.models import Comment
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.rights.requests.models import RequestState, SubjectRequest
from tests.privacy_admin.conftest import person
from tests.support import factories
from tests.support.browser.admin import assert_accessible, enter

WORDS = {
    "en": {
        "new": "New request", "save": "Write it down", "read": "Read it",
        "erase": "Erase …", "now": "Erase it now", "back": "Back to the request",
        "answered": "I have answered", "html": "Export to read (HTML)",
    },
    "de": {
        "new": "Neue Anfrage", "save": "Eintragen", "read": "Lesen",
        "erase": "Löschen …", "now": "Jetzt löschen", "back": "Zurück zur Anfrage",
        "answered": "Ich habe geantwortet", "html": "Zum Lesen exportieren (HTML)",
    },
}  # fmt: skip

# Wagtail's own message fades in; its contrast is measured in between.
WITHOUT_FADING = "axe.run({exclude: [['.messages']]}, {resultTypes: ['violations']})"


def press(page: Page, name: str) -> None:
    """Go to a button by its focus, and press it with a key."""
    page.get_by_role("button", name=name, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert_accessible(page, WITHOUT_FADING)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "de"])
def test_an_officer_answers_a_request(browse, live_site: str, language: str):
    words = WORDS[language]
    comment = factories.comment(
        email="ada@example.com", name="Ada", text="Ada wrote it"
    )
    factories.comment(name="Bob", text="Bob wrote it")
    page = enter(browse(), live_site, person("officer"), language)
    page.goto(f"{live_site}/admin/privacy/requests/")
    assert_accessible(page)
    page.get_by_role("link", name=words["new"], exact=True).click()
    page.wait_for_url("**/requests/new/")
    assert_accessible(page)
    if page.locator("select[name=site]").count():
        page.select_option("[name=site]", "all")
    page.fill("[name=identity]", sign(SubjectKey(comment.subject_key)))
    press(page, words["save"])
    with page.expect_download() as download:
        page.get_by_role("button", name=words["html"]).click()
    assert "Ada wrote it" in download.value.path().read_text()

    press(page, words["read"])
    assert "Ada wrote it" in page.inner_text("main")
    assert "Bob wrote it" not in page.inner_text("main")
    assert "ada" not in page.url.lower()
    page.get_by_role("link", name=words["back"]).click()
    press(page, words["erase"])
    assert Comment.objects.filter(pk=comment.pk).exists()
    press(page, words["now"])
    assert list(Comment.objects.values_list("name", flat=True)) == ["Bob"]
    page.get_by_role("link", name=words["back"]).click()
    press(page, words["answered"])

    found = SubjectRequest.objects.get()
    assert (found.state, found.found_keys) == (RequestState.ANSWERED, [])
