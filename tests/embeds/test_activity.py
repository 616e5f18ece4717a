"""Each provider as a processing activity: complete, and shown in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils.translation import override

from privacy_plugin import ProcessingActivity
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.provider_parser import parse_provider
from tests.support import factories
from tests.support.declarations import of_provider
from tests.support.disclosure_facts import missing, told, words_in
from tests.support.factories.disclosures import disclose

CONTROLLER = Controller("Ada's Blog")
WITH_FRAME = [
    key for key, one in provider_registry.shipped_entries().items() if "frames" in one
]


def shown(activity: ProcessingActivity, language: str) -> tuple[Disclosure, str]:
    """Return a disclosure and its words, as a reader gets them."""
    with factories.declared(activity), override(language):
        made = disclose(activity.key, controller=CONTROLLER, language=language)
        html = render_to_string(
            "privacy_plugin/components/disclosure.html",
            {"disclosure": made, "heading_level": "2"},
        )
    return made, words_in(BeautifulSoup(html, "html.parser"))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("key", WITH_FRAME)
def test_every_fact_of_a_provider_is_shown(key: str, language: str, shipped, db):
    activity = of_provider(shipped[key])

    _disclosure, words = shown(activity, language)

    with override(language):
        assert missing(told(activity), words) == []


@pytest.mark.parametrize("key", WITH_FRAME)
def test_a_german_disclosure_has_no_english_sentence(key: str, shipped, db):
    activity = of_provider(shipped[key])
    english, _words = shown(activity, "en")
    german, _words = shown(activity, "de")

    same = {
        row.text
        for row in english.first_layer + english.second_layer
        if row.text and row.text in {one.text for one in german.second_layer}
    } - {CONTROLLER.name}
    address = activity.recipient and activity.recipient.contact
    assert same <= {address}
    assert german.question != english.question
    assert german.title != english.title


@pytest.mark.parametrize("key", provider_registry.shipped_entries())
def test_a_shipped_provider_is_complete(key: str, shipped):
    one = shipped[key]

    assert one.sources
    assert all(url.startswith("https://") for url in one.sources)
    assert one.policy_urls or one.per_host
    assert one.controller.country or one.per_host
    assert one.transfer or one.per_host or one.controller.country in EEA
    assert one.uses[0] == "show"
    assert not any("*" in host for host in one.lookup_hosts)
    assert bool(one.lookup) == bool(one.lookup_hosts) or one.per_host
    assert "allow-scripts" in one.frame.sandbox


def digest(activity: ProcessingActivity) -> str:
    """Return the digest of what a consent rests on."""
    with factories.declared(activity):
        return disclose(activity.key, controller=CONTROLLER, language="en").facts_digest


def changed(**changes: Any) -> ProcessingActivity:
    """Return the activity of YouTube with another fact."""
    entry = {**provider_registry.shipped_entries()["youtube"], **changes}
    return of_provider(parse_provider("youtube", entry))


EEA = {"DE", "FR"}
MATERIAL = {
    "controller": {"name": "Somebody Else", "country": "IE"},
    "parent": {"name": "Somebody Else", "country": "US"},
    "transfer": {"countries": ["US"], "basis": "none", "checked_on": "2026-08-31"},
    "uses": ["show"],
    "extras": [],
    "storage": [],
    "media": ["elsewhere.example"],
    "lookup_hosts": ["elsewhere.example"],
    "policy_urls": {"en": "https://elsewhere.example/privacy"},
}
IMMATERIAL = {
    "sources": ["https://elsewhere.example/a-source"],
    "verified_on": "2026-11-01",
    "version": 9,
    "based_on": 8,
    "alternative": "none",
    "frame": {"height": 300},
    "patterns": [r"https?://youtu\.be/(?P<id>[\w-]{11})\Z"],
    "controller": {
        "name": "Google Ireland Limited", "country": "IE", "address": "Moved",
    },
}  # fmt: skip


@pytest.mark.parametrize("fact", MATERIAL)
def test_a_changed_fact_asks_again(fact: str, db):
    assert digest(changed(**{fact: MATERIAL[fact]})) != digest(changed())


@pytest.mark.parametrize("fact", IMMATERIAL)
def test_what_is_no_fact_for_a_reader_does_not(fact: str, db):
    assert digest(changed(**{fact: IMMATERIAL[fact]})) == digest(changed())


def test_a_representative_in_the_eu_is_named(shipped, db):
    _disclosure, words = shown(of_provider(shipped["reddit"]), "de")

    assert "in der EU: Reddit Netherlands B.V." in words


def test_the_uses_read_like_a_sentence(db):
    purpose = changed(uses=["show", "statistics", "advertising"]).purpose.text
    with override("de"):
        assert translate_text(purpose).endswith(
            "um es anzuzeigen, für Statistik und für Werbung."
        )
    assert purpose.endswith("to show it, for statistics and for advertising.")


def test_nobody_claims_to_know_what_an_unknown_operator_says(shipped, db):
    purpose = of_provider(shipped["mastodon"]).purpose.text

    assert "As far as we know, whoever runs tube.example uses the data" in purpose
    assert "says" not in purpose
