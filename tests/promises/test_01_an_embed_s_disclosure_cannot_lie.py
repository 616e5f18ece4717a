"""Promise 1, for embeds: what a reader is told of a provider is what is known of it.

Take a fact out of the entry, and it is gone from the disclosure and from the browser's
guard alike; put one in, and it is in both.
"""

from __future__ import annotations

from typing import Any

import pytest

from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.embeds.providers import provider_registry
from tests.support.factories.disclosures import disclose

pytestmark = pytest.mark.django_db
ADDRESS = "https://vimeo.com/76979871"


def told(disclosure: Disclosure) -> str:
    rows = (*disclosure.first_layer, *disclosure.second_layer)
    texts = [row.text for row in rows]
    return " ".join(
        [*texts, *(f"{item.label} {item.name}" for row in rows for item in row.items)]
    )


def entry(**changes: Any) -> dict[str, Any]:
    """Return the setting that changes these facts."""
    return {"vimeo": {"version": 2, **changes}}


@pytest.mark.parametrize(
    ("fact", "word"),
    [("storage", "vuid"), ("media", "fresnel.vimeo.com"), ("parent", "Bending Spoons")],
)
def test_a_fact_that_is_taken_out_is_not_told_any_more(fact: str, word: str, settings):
    empty: Any = None if fact == "parent" else []
    assert word in told(disclose("embeds.vimeo"))

    changes = {**provider_registry.shipped_entries()["vimeo"], fact: empty}
    if empty is None:
        changes.pop(fact)
        settings.PRIVACY_EMBEDS_PROVIDERS = {"vimeo2": changes, "vimeo": None}
        assert word not in told(disclose("embeds.vimeo2"))
    else:
        settings.PRIVACY_EMBEDS_PROVIDERS = entry(**{fact: empty})
        assert word not in told(disclose("embeds.vimeo"))


def test_a_host_the_reader_was_not_told_of_is_never_framed(settings):
    moved = {"frames": ["v.example"], "frame_url": "https://v.example/{id}"}
    settings.PRIVACY_EMBEDS_PROVIDERS = entry(**moved)

    found = provider_registry.match_url(ADDRESS)

    assert found is not None
    assert found.provider.get_frame_url(ADDRESS) == "https://v.example/76979871?dnt=1"
    assert "v.example" in told(disclose("embeds.vimeo"))
    assert "player.vimeo.com" not in told(disclose("embeds.vimeo"))


def test_a_host_that_is_not_told_cannot_even_be_written_down(settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = entry(frame_url="https://other.example/{id}")

    with pytest.raises(Exception, match="vimeo: frame_url"):
        provider_registry.configured_providers()


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_provider_in_use_is_named_with_company_and_country(language: str):
    countries = {"en": "Ireland", "de": "Irland"}

    words = told(disclose("embeds.youtube", language=language))

    assert "Google Ireland Limited" in words
    assert countries[language] in words
    assert "www.youtube-nocookie.com" in words
