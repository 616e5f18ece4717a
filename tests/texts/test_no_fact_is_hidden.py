"""Whatever admins write, every declared fact stands beside it, in every language."""

from __future__ import annotations

import copy

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.template import Context, Template
from django.test import Client
from django.utils.translation import gettext, override

from privacy_plugin import ProcessingActivity
from privacy_plugin.disclosure.document import activities_in_force
from privacy_plugin.disclosure.wording import WORDS
from tests import make_texts
from tests.disclosure.conftest import all_on, controller
from tests.disclosure.test_completeness import expected

__all__ = ["all_on", "controller"]

OWN = {
    "en": dict.fromkeys(WORDS, "Said differently."),
    "de": dict.fromkeys(WORDS, "Anders gesagt."),
}
TAG = "{% load privacy_tags %}{% disclosure key %}"

pytestmark = pytest.mark.usefixtures("all_on", "controller", "rewritten")


@pytest.fixture
def rewritten(controller, all_on) -> None:
    """Publish words of an admin's own for every activity in both languages."""
    for activity in activities_in_force():
        for language, words in OWN.items():
            make_texts.published(activity.key, language=language, **words)


@pytest.fixture(params=["paper", "plain"])
def theme(request: pytest.FixtureRequest, settings) -> str:
    """Render with the theme, and with the plugin's own templates alone."""
    if request.param == "plain":
        engines = copy.deepcopy(site_settings.TEMPLATES)
        engines[0]["DIRS"] = []
        settings.TEMPLATES = engines
    return request.param


@pytest.mark.parametrize("language", ["en", "de"])
def test_beside_a_form(theme: str, language: str):
    for activity in activities_in_force():
        with override(language):
            html = Template(TAG).render(Context({"key": activity.key}))
            wanted = [text for text in expected(activity, language) if text]
        shown = " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())

        assert OWN[language]["lead"] in shown
        assert OWN[language]["notes"] in shown
        missing = [text for text in wanted if " ".join(text.split()) not in shown]
        assert set(missing) <= title_of(activity, language), activity.key


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/de", "de")])
def test_on_the_privacy_page(prefix: str, language: str, client: Client):
    page = BeautifulSoup(client.get(f"{prefix}/privacy/").content, "html.parser")
    for activity in activities_in_force():
        section = page.select_one(f'[data-activity="{activity.key}"]')
        shown = " ".join(section.get_text(" ").split())
        with override(language):
            wanted = [text for text in expected(activity, language) if text]

        missing = [text for text in wanted if " ".join(text.split()) not in shown]
        assert set(missing) <= title_of(activity, language), activity.key


def title_of(activity: ProcessingActivity, language: str) -> set[str]:
    """Return the one thing an admin may say in other words: the heading."""
    with override(language):
        return {gettext(activity.title)}
