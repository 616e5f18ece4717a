"""An admin sees each word of a text where readers will meet it; no field is dead."""

from __future__ import annotations

import re

import pytest
from django.test import RequestFactory
from wagtail.models import Site

from blog.models import ContactField, ContactPage
from privacy_plugin import ActivityKey, Button
from privacy_plugin.disclosure.activities import (
    get_activities,
    get_activity,
)
from privacy_plugin.disclosure.render.summary import get_summary_template
from privacy_plugin.disclosure.texts.preview import render_preview
from privacy_plugin.disclosure.wording import WORDING_FIELDS, Wording, get_used_fields
from privacy_plugin.processing import Category
from tests.disclosure.conftest import all_on, controller
from tests.support import factories
from tests.support.factories import texts
from tests.support.reader import read_html
from tests.texts.test_no_fact_is_hidden import theme

__all__ = ["all_on", "controller", "theme"]

SAID = {name: f"Said as {name.replace('_', ' ')}." for name in WORDING_FIELDS}
DISPLAYS = {
    "comments.publication": "privacy-form",
    "comments.quarantine": "privacy-form",
    "comments.spam_check": "privacy-form",
    "subscriptions.posts": "subscribe-form",
    "subscriptions.thread": "subscribe-form",
    "subscriptions.enrolment": "subscribe-form",
    "subscriptions.suppression": "subscribe-form",
    "subscriptions.replies": "replies-form",
    "form_pages.message": "form-page",
    "embeds.youtube": "embed-gate",
    "privacy.consent_proof": "disclosure",
}

pytestmark = pytest.mark.usefixtures("all_on", "controller")


def preview(rf: RequestFactory, activity: str, mode: str = "en") -> str:
    """Return the preview of a draft that says something in each field."""
    site = Site.objects.get(is_default_site=True)
    summary = f"{get_summary_template(get_activity(activity))} {SAID['summary']}"
    answer = render_preview(
        rf.get("/"),
        mode,
        activity=activity,
        site=site,
        language=mode.partition(":")[0],
        wording=Wording(**SAID | {"summary": summary}),
    )
    return answer.content.decode()


def test_each_word_that_is_asked_for_is_shown_and_no_other(rf, theme: str):
    providers = ["embeds.youtube", "embeds.soundcloud"]
    for key in [*(one.key for one in get_activities()), *providers]:
        page = preview(rf, key)

        shown = {name for name, text in SAID.items() if text in page}
        assert shown == get_used_fields(get_activity(key)), key


@pytest.mark.parametrize("mode", ["en", "de", "en:dark", "de:dark"])
@pytest.mark.parametrize("key", DISPLAYS)
def test_a_preview_is_the_very_place_and_does_nothing(rf, key: str, mode: str):
    page = preview(rf, key, mode)

    assert read_html(page) is not None
    assert re.search(rf'class="[^"]*\b{DISPLAYS[key]}\b', page)
    assert SAID["lead"] in page
    assert f'lang="{mode[:2]}"' in page
    assert ("preview-dark.css" in page) == mode.endswith("dark")
    assert not re.search(r"<input[^>]* checked", page)
    actions = set(re.findall(r'<form[^>]* action="([^"]*)"', page))
    assert actions <= {"/privacy/", "/de/privacy/", "/search/", "/de/search/"}


def test_a_form_that_an_editor_built_is_previewed_with_its_fields(rf):
    page = ContactPage(title="Write to us", slug="write-to-us")
    page.form_fields = [
        ContactField(
            label="Your wish", field_type="multiline", category=Category.FREE_TEXT
        )
    ]
    assert "Your wish" not in preview(rf, "form_pages.message")

    factories.index().add_child(instance=page)

    shown = preview(rf, "form_pages.message")
    assert "Your wish" in shown
    assert SAID["button_agree"] in shown


def test_a_form_of_a_type_nobody_has_is_not_previewed(rf):
    key = ActivityKey("form_pages.raffle")
    with factories.declared(factories.activity(key=key, buttons=(Button.AGREE,))):
        page = preview(rf, key)

    assert SAID["lead"] in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/de", "de")])
def test_the_button_to_subscribe_says_what_an_admin_wrote(
    client, prefix: str, language: str, german_front_page: None
):
    texts.published(
        "subscriptions.enrolment", language=language, button_agree="Frag mich"
    )

    page = client.get(f"{prefix}/subscriptions/").content.decode()

    button = re.search(
        r'<button class="privacy-button privacy-button--primary"[^>]*>(.*?)<', page
    )
    assert button is not None
    assert button[1] == "Frag mich"
    assert 'data-activity="subscriptions.enrolment"' in page
