"""The checks about providers, by their numbers."""

from __future__ import annotations

from datetime import date

import pytest

from privacy_plugin.embeds import checks
from tests.embeds.test_entries import entry


def ids(messages) -> list[str]:
    return [str(message.id) for message in messages]


def test_the_shipped_providers_can_be_used(settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = {}

    assert checks.check_providers(None) == []


def test_each_entry_that_cannot_be_used_is_e030_with_provider_and_fact(settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        "vimeo": {"kind": "film"},
        "club": entry(frames=["localhost"]),
        "x": None,
    }

    messages = checks.check_providers(None)

    assert ids(messages) == ["privacy.E030", "privacy.E030"]
    assert "vimeo: kind must be one of video" in messages[0].msg
    assert "club: frames must be names of hosts" in messages[1].msg


@pytest.mark.parametrize("wrong", [[], "youtube", None, {"youtube": "off"}])
def test_what_is_no_table_is_left_to_the_check_of_settings(settings, wrong):
    settings.PRIVACY_EMBEDS_PROVIDERS = wrong

    assert checks.check_providers(None) == []
    assert checks.check_age(None) == []


def test_known_hosts_are_no_reason_to_complain(settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        "mastodon": {"known_hosts": ["a.example"]},
        "wordpress_post": {"known_hosts": ["b.example"]},
    }

    assert checks.check_providers(None) == []


def test_what_nobody_has_verified_for_a_year_is_w030(settings, monkeypatch):
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        "club": entry(verified_on="2025-08-31"),
        "wrong": entry(kind="film"),
    }
    monkeypatch.setattr(checks.timezone, "localdate", lambda: date(2026, 8, 31))
    assert checks.check_age(None) == []

    monkeypatch.setattr(checks.timezone, "localdate", lambda: date(2026, 9, 1))
    messages = checks.check_age(None)

    assert ids(messages) == ["privacy.W030"]
    assert "club" in messages[0].msg
    assert "youtube" not in messages[0].msg
