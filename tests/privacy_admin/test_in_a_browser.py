"""Each group does its work in Chromium, in both languages, and can use every page."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Site

from privacy_plugin.disclosure.models import PublishedText
from privacy_plugin.disclosure.texts.models import DisclosureText
from privacy_plugin.egress.models import Outcome, Transmission
from tests.privacy_admin.conftest import person
from tests.support import factories
from tests.support.browser.admin import assert_accessible, enter
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose
from tests.support.factories.site_facts import full_facts

KEY = "test.sending"
PAGES = {
    "start page": "/admin/",
    "texts": "/admin/privacy/",
    "list of texts": "/admin/privacy/texts/",
    "new text": "/admin/privacy/texts/add/?activity=test.sending&locale=de",
    "new text about nothing yet": "/admin/privacy/texts/add/?locale=en",
    "a text": "/admin/privacy/texts/edit/{text}/",
    "a text with all buttons": "/admin/privacy/texts/edit/{gate}/",
    "history of a text": "/admin/privacy/texts/history/{text}/",
    "two states of a text": "/admin/privacy/texts/history/{text}/revisions/compare/"
    "earliest...latest/",
    "taking a text back": "/admin/privacy/texts/unpublish/{text}/",
    "deleting a draft": "/admin/privacy/texts/delete/{gate}/",
    "record": "/admin/privacy/record/?since=2099-01-01",
    "record to print": "/admin/privacy/record/print/",
    "consents": "/admin/privacy/consents/",
    "a consent": "/admin/privacy/consents/{consent}/",
    "transmissions": "/admin/privacy/transmissions/",
    "refusals": "/admin/privacy/refusals/",
    "retention": "/admin/privacy/retention/",
    "controller": "/admin/settings/privacy/controllersettings/",
    "about this site": "/admin/settings/privacy/sitefacts/",
}
WAGTAILS_OWN = """[
    '[data-side-panel]', '.w-editing-sessions', 'footer', '.w-minimap-container',
    '.w-minimap', '#id_go_live_at', '#id_expire_at', '.form-side', '.skiplink'
]"""

# What Wagtail's own frame of an editor lacks: a region for its skip link, and on a
# narrow screen its heading.
NOT_OURS = "{region: {enabled: false}, 'page-has-heading-one': {enabled: false}}"


@pytest.fixture
def work(live_site: str) -> Any:
    """Return what there is to look at: a text with a draft, a consent, sendings."""
    with factories.declared(factories.sending()):
        text = texts.published(title="Read along", lead="They read it.")
        texts.revision_of(text, lead="They read all of it.")
        given = factories.consent()
        for outcome in (Outcome.ANSWERED, Outcome.REFUSED):
            Transmission.objects.create(
                activity=KEY, recipient="Recipient Ltd", field_names=["text"],
                subject_key=given.subject_key, outcome=outcome, detail="no_consent",
                begun_at=timezone.now(),
            )  # fmt: skip
        gate = texts.draft("embeds.youtube", lead="It stays there.")
        yield {"text": text.pk, "gate": gate.pk, "consent": given.pk}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("where", PAGES)
def test_no_page_has_an_accessibility_fault(
    browse, live_site: str, work: dict[str, Any], where: str, language: str
):
    page = enter(browse(), live_site, factories.editor(), language)
    page.goto(live_site + PAGES[where].format(**work))
    is_form = "/add/" in PAGES[where] or "/edit/" in PAGES[where]
    assert_accessible(
        page,
        f"axe.run({{exclude: {WAGTAILS_OWN}.map(one => [one])}}, "
        f"{{resultTypes: ['violations'], rules: {NOT_OURS if is_form else '{}'}}})",
    )


WORDS = {
    "en": {"save": "Save draft", "publish": "Publish", "care": "your words"},
    "de": {"save": "Entwurf speichern", "publish": "Veröffentlichen",
           "care": "deine Worte"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_editor_writes_and_a_publisher_publishes(
    browse, live_site: str, work: dict[str, Any], language: str
):
    editor = enter(browse(), live_site, person("editor"), language)
    editor.goto(f"{live_site}/admin/privacy/texts/edit/{work['text']}/")
    editor.fill("[name=lead]", "A better sentence.")
    editor.get_by_role("button", name=WORDS[language]["save"], exact=True).click()
    editor.wait_for_load_state()
    assert disclose(KEY).wording.lead == "They read it."
    assert editor.locator("[name=action-publish]").count() == 0

    publisher = enter(browse(), live_site, person("publisher"), language)
    publisher.goto(f"{live_site}/admin/privacy/texts/edit/{work['text']}/")
    assert publisher.input_value("[name=lead]") == "A better sentence."
    assert publisher.input_value("[name=change]") in {"", "wording"}
    publisher.select_option("[name=change]", "wording")
    publisher.get_by_role("button", name="…").or_(
        publisher.locator("footer [data-w-dropdown-target=toggle]")
    ).first.click()
    publisher.locator("[name=action-publish]").click()
    publisher.wait_for_load_state()

    publisher.goto(f"{live_site}/admin/privacy/")
    publisher.get_by_text(WORDS[language]["care"]).first.wait_for()
    assert PublishedText.objects.latest("pk").words["lead"] == "A better sentence."


@pytest.mark.parametrize(
    ("language", "words", "filters"),
    [("en", "The exact text", "Show filters"), ("de", "Der genaue Text", "Filter")],
)
def test_an_officer_proves_a_consent(
    browse, live_site: str, work: dict[str, Any], language: str, words: str,
    filters: str,
):  # fmt: skip
    page = enter(browse(javascript=False), live_site, person("officer"), language)
    page.goto(f"{live_site}/admin/privacy/consents/")

    page.locator("table a").first.click()

    assert words in page.inner_text("main")
    assert "Read along" in page.inner_text("main")


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_moderator_finds_no_way_into_privacy(
    browse, live_site: str, work: dict[str, Any], language: str
):
    page = enter(browse(), live_site, person("moderator"), language)
    page.goto(f"{live_site}/admin/")

    assert page.locator("a[href*='/admin/privacy/']").count() == 0
    page.goto(f"{live_site}/admin/privacy/consents/")
    assert page.url.rstrip("/").endswith("/admin")


WIDER = """width => [...document.querySelectorAll("select, input, textarea")]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > width)
    .map(one => one.id)"""


@pytest.mark.parametrize("width", [320, 390])
def test_no_field_about_the_site_is_wider_than_a_telephone(
    browse, live_site: str, work: dict[str, Any], width: int
):
    full_facts(Site.objects.get(is_default_site=True))
    page = enter(browse(), live_site, factories.editor())
    page.set_viewport_size({"width": width, "height": 900})

    for where in ("about this site", "controller"):
        page.goto(live_site + PAGES[where])
        assert page.locator("[data-edit-form] select").count() or where == "controller"
        assert page.evaluate(WIDER, width) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_conflict_of_two_editors_leads_to_a_comparison_that_can_be_read(
    browse, live_site: str, work: dict[str, Any], width: int
):
    page = enter(browse(), live_site, person("publisher"))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_site + PAGES["a text"].format(**work))
    text = DisclosureText.objects.get(pk=work["text"])
    theirs, ours = "Theirs. " * 20, "Ours. " * 20
    texts.revision_of(text, lead=theirs.strip())
    page.locator("#id_lead").fill(ours.strip())
    with page.expect_response("**/ping/**"):
        page.evaluate("document.dispatchEvent(new Event('w-autosave:deactivated'))")

    page.locator("[data-edit-form] button[type=submit]").first.evaluate(
        "e => e.click()"
    )

    table = page.locator(".privacy-admin__conflict")
    expect(table).to_be_visible()
    expect(page.locator("#w-save-confirmation-dialog")).not_to_be_visible()
    assert table.evaluate("e => e.scrollWidth <= e.clientWidth")
    for words in (theirs, ours):
        cell = table.locator("td", has_text=words.split()[0]).first
        assert cell.evaluate("e => e.offsetWidth") > 150


@pytest.mark.parametrize("language", ["en", "de"])
def test_missing_answer_about_a_change_is_asked_for_before_a_text_is_submitted(
    browse, live_site: str, work: dict[str, Any], language: str
):
    page = enter(browse(), live_site, person("editor"), language)
    text = DisclosureText.objects.get(pk=work["text"])
    texts.revision_of(text, change="")
    page.goto(live_site + PAGES["a text"].format(**work))
    page.locator("#id_lead").fill("Other words.")

    page.locator("[name=action-submit]").first.evaluate("e => e.click()")

    field = page.locator("#id_change")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    assert field.evaluate("e => e.matches(':invalid')")
    assert page.locator("#id_lead").input_value() == "Other words."

    field.select_option("wording")
    with page.expect_navigation():
        page.locator("[name=action-submit]").first.evaluate("e => e.click()")
    assert text.current_workflow_task is not None
