"""Readers and editors are told where nobody has verified the facts about a provider."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.embeds.items import store
from privacy_plugin.embeds.providers.provider import EmbedProvider
from tests.embeds.admin_pages import address, words_of
from tests.support.declarations import of_provider

UNVERIFIED = {"apple_podcasts", "arte", "archive_org", "media_ccc", "threads"}
SENTENCES = {
    "en": "Nobody has yet compared with its own privacy notice what stands here.",
    "de": "hat das noch niemand verglichen.",
}


def sentence_of(provider: EmbedProvider, language: str) -> str:
    """Return what a reader is told the data is used for."""
    with override(language):
        return translate_text(of_provider(provider).purpose.text)


@pytest.mark.parametrize("language", SENTENCES)
def test_reader_is_told_of_facts_nobody_has_verified(language, shipped, db):
    told = {
        key
        for key, provider in shipped.items()
        if provider.frames
        and not provider.per_host
        and SENTENCES[language] in sentence_of(provider, language)
    }

    assert told == {key for key, one in shipped.items() if not one.verified_on}
    assert told == UNVERIFIED


def test_a_date_of_verification_is_no_promise_about_the_transfer(shipped):
    dated = {key for key, one in shipped.items() if one.verified_on}
    transfers = {key: one.transfer for key, one in shipped.items() if one.transfer}

    assert {key for key, one in transfers.items() if one.checked_on} <= dated
    assert {key for key, one in transfers.items() if not one.checked_on} <= UNVERIFIED


def test_facts_nobody_has_verified_are_named_where_they_are_used(admin):
    told = words_of(admin.get(address("provider", "media_ccc")))
    assert "Nobody has compared these facts with the provider's own notice" in told
    assert "not yet" in words_of(admin.get(address("index")))
    assert "Embed providers to verify" not in admin.get("/admin/").content.decode()

    store.register_item("https://media.ccc.de/v/38c3-opening")

    panel = words_of(admin.get("/admin/"))
    assert "Embed providers to verify" in panel
    assert "media.ccc.de (not yet)" in panel
