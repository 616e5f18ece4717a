"""The checks about providers, by their numbers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from privacy_plugin.embeds.checks import providers
from tests.embeds.test_entries import entry


def ids(messages) -> list[str]:
    return [str(message.id) for message in messages]


def test_the_shipped_providers_can_be_used(settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = {}

    assert providers.check_providers() == []


def test_each_entry_that_cannot_be_used_is_e030_with_provider_and_fact(settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        "vimeo": {"kind": "film"},
        "club": entry(frames=["localhost"]),
        "x": None,
    }

    messages = providers.check_providers()

    assert ids(messages) == ["privacy.E030", "privacy.E030"]
    assert "vimeo: kind must be one of video" in messages[0].msg
    assert "club: frames must be names of hosts" in messages[1].msg


@pytest.mark.parametrize("wrong", [[], "youtube", None, {"youtube": "off"}])
def test_what_is_no_table_is_left_to_the_check_of_settings(settings, wrong):
    settings.PRIVACY_EMBEDS_PROVIDERS = wrong

    assert providers.check_providers() == []
    assert providers.check_age() == []


def test_known_hosts_are_no_reason_to_complain(settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        "mastodon": {"known_hosts": ["a.example"]},
        "wordpress_post": {"known_hosts": ["b.example"]},
    }

    assert providers.check_providers() == []


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def test_what_nobody_has_verified_for_a_year_is_w030(settings, monkeypatch):
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        "club": entry(verified_on="2025-08-31"),
        "new": entry(verified_on=None),
        "wrong": entry(kind="film"),
    }
    monkeypatch.setattr(
        providers.timezone, "now", lambda: datetime(2026, 8, 31, tzinfo=UTC)
    )
    assert providers.check_age() == []

    monkeypatch.setattr(
        providers.timezone, "now", lambda: datetime(2026, 9, 1, tzinfo=UTC)
    )
    messages = providers.check_age()

    assert ids(messages) == ["privacy.W030"]
    assert "club" in messages[0].msg
    assert "new" not in messages[0].msg  # each reader is told, and editors who use it
    assert "youtube" not in messages[0].msg
