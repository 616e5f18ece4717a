"""Whatever admins write, every declared fact is shown: each field, theme and language.

Takes each declaration apart (``tests.support.disclosure_facts``) and looks for its
fields in what the real templates make of it, beside a form, on the privacy page, in a
gate, on a receipt.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from privacy_plugin import ProcessingActivity, Recipient
from privacy_plugin.disclosure.activities import get_activities, get_activity
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.summary import join_parts
from privacy_plugin.disclosure.wording import WORDING_FIELDS
from tests.disclosure.conftest import all_on, controller
from tests.disclosure.test_completeness import CONTROLLER, expected
from tests.support import factories
from tests.support.declarations import EVERY
from tests.support.disclosure_facts import PARTS, missing, replaceable, told, words_in
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose

__all__ = ["all_on", "controller"]

LANGUAGES = ("en", "de")
OWN = {
    "en": {name: f"Said differently ({name})." for name in WORDING_FIELDS},
    "de": {name: f"Anders gesagt ({name})." for name in WORDING_FIELDS},
}
THEMES = Path(site_settings.BASE_DIR) / "themes"
OVERRIDES = sorted(one.parent.name for one in THEMES.glob("*/templates"))
PLAIN = "the plugin's own templates"
TAG = "{% load privacy_tags %}{% disclosure key %}"
COMPONENT = "privacy_plugin/components/disclosure.html"
RECEIPT = "privacy_plugin/components/shown_text.html"
GATE = "privacy_plugin/embeds/gate.html"

pytestmark = pytest.mark.usefixtures("all_on", "controller")


@pytest.fixture
def rewritten(controller, all_on) -> None:
    """Publish words of an admin's own for every activity in both languages."""
    for activity in get_activities():
        for language, words in OWN.items():
            texts.published(activity.key, language=language, **words)


@pytest.fixture(params=[PLAIN, *OVERRIDES])
def theme(request: pytest.FixtureRequest, settings) -> str:
    """Render with each theme, and with the plugin's own templates alone."""
    engines = copy.deepcopy(site_settings.TEMPLATES)
    is_plain = request.param == PLAIN
    engines[0]["DIRS"] = [] if is_plain else [THEMES / request.param / "templates"]
    settings.TEMPLATES = engines
    return request.param


@dataclass(frozen=True)
class Shown:
    """Hold one activity as readers see it in one place."""

    activity: ProcessingActivity
    disclosure: Disclosure
    place: str
    words: str

    def gaps(self) -> list[str]:
        """Return what is declared and does not stand there."""
        rows = (*self.disclosure.first_layer, *self.disclosure.second_layer)
        wanted = [*expected(self.activity), *(row.heading for row in rows)]
        if self.place != COMPONENT:  # a receipt has its own heading
            title = self.disclosure.title
            wanted = [text for text in wanted if text != title]
        return missing(wanted, self.words)


def everywhere(language: str) -> Iterator[Shown]:
    """Yield each declaration in each place it is shown."""
    for declared in EVERY.values():
        with factories.declared(declared), override(language):
            activity = get_activity(declared.key)
            made = disclose(declared.key)
            contexts: dict[str, dict[str, Any]] = {
                COMPONENT: {"disclosure": made, "heading_level": "3"},
                RECEIPT: {"document": made.as_dict()},
            }
            for place, context in contexts.items():
                html = BeautifulSoup(render_to_string(place, context), "html.parser")
                yield Shown(activity, made, place, words_in(html))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_every_declaration_is_shown(theme: str, language: str):
    shown = list(everywhere(language))
    with override(language):
        gaps = {(one.activity.key, one.place): one.gaps() for one in shown}

    assert len(shown) == 2 * len(EVERY) > 80
    assert {where: texts for where, texts in gaps.items() if texts} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gate_shows_the_first_layer_and_leads_to_the_rest(theme: str, language: str):
    framed = [one for one in EVERY.values() if one.recipient and one.recipient.frames]
    assert len(framed) > 20
    for declared in framed:
        with factories.declared(declared), override(language):
            made = disclose(declared.key)
            gate = {
                "disclosure": made,
                "provider": declared.recipient,
                "drawing": "privacy_plugin/embeds/video.svg",
            }
            html = BeautifulSoup(render_to_string(GATE, {"gate": gate}), "html.parser")

        words = words_in(html)
        rows = [text for row in made.first_layer for text in (row.heading, row.text)]
        assert missing([join_parts(made.summary), *rows], words) == []
        assert f"/privacy/#{made.slug}" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_one_another_nothing_is_lost(theme: str, language: str):
    keys = [one.key for one in get_activities()]
    tag = TAG.replace("key", " ".join(f'"{key}"' for key in keys))
    with override(language):
        html = BeautifulSoup(
            Template(tag).render(Context({"request": RequestFactory().get("/")})),
            "html.parser",
        )
        for key in keys:
            section = html.select_one(f'[data-activity="{key}"]')
            assert section is not None

            assert missing(expected(get_activity(key)), words_in(section)) == []


def test_what_two_have_in_common_is_said_once_and_what_differs_again(theme: str):
    tag = TAG.replace("key", '"comments.spam_check" "comments.spam_recheck"')
    html = BeautifulSoup(
        Template(tag).render(Context({"request": RequestFactory().get("/")})),
        "html.parser",
    )
    again = html.select_one('[data-activity="comments.spam_recheck"]')
    assert again is not None
    again.details.extract()
    again.select_one(".disclosure__summary").extract()
    words = " ".join(words_in(again).split())

    assert "Everything else as in “Spam check by Akismet”." in words
    assert "Which data besides Added by this site: Why it is checked again" in words
    assert "Withdrawal" in words
    assert "IP address" not in words
    assert again.select_one(f"h3#{again['aria-labelledby']}") is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_a_form_whatever_admins_write(theme: str, language: str, rewritten):
    for activity in get_activities():
        with override(language):
            html = Template(TAG).render(
                Context({"key": activity.key, "request": RequestFactory().get("/")})
            )
            words = words_in(BeautifulSoup(html, "html.parser"))

            gaps = missing(expected(activity), words)
            assert set(gaps) == replaceable(activity) - {""}, activity.key
        for name in ("title", "lead", "explanation", "notes"):
            assert OWN[language][name] in words


@pytest.mark.usefixtures("german_front_page")
@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/de", "de")])
def test_on_the_privacy_page_whatever_admins_write(
    prefix: str, language: str, client: Client, rewritten
):
    page = BeautifulSoup(client.get(f"{prefix}/privacy/").content, "html.parser")
    for activity in get_activities():
        section = page.select_one(f'[data-activity="{activity.key}"]')
        assert section is not None
        with override(language):
            gaps = missing(expected(activity), words_in(section))

            assert set(gaps) <= replaceable(activity) | {*CONTROLLER}, activity.key


def test_a_field_nobody_tells_of_is_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(PARTS, (Recipient, "kept_for"))

    with pytest.raises(AssertionError, match=r"how Recipient\.kept_for is told"):
        list(told(factories.sending()))
