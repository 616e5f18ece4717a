"""What an entry may say; whatever is wrong is named with its provider and its fact."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.provider import EmbedProvider, ProviderInvalid
from privacy_plugin.embeds.providers.provider_parser import REQUIRED, parse_provider

SHIPPED = dict(provider_registry.shipped_entries())


def entry(**changes: Any) -> dict[str, Any]:
    """Return the smallest entry with a frame, with changes."""
    smallest: dict[str, Any] = {
        "name": "Club",
        "version": 1,
        "kind": "video",
        "controller": {"name": "Club e. V.", "country": "DE"},
        "policy_urls": {"en": "https://club.example/privacy"},
        "patterns": [r"https?://club\.example/v/(?P<id>\d+)\Z"],
        "frames": ["club.example"],
        "frame_url": "https://club.example/embed/{id}",
        "verified_on": "2026-08-31",
    }
    return smallest | changes


def refusal(key: str, wrong: dict[str, Any]) -> ProviderInvalid:
    """Return the error that an entry raises."""
    with pytest.raises(ProviderInvalid) as caught:
        parse_provider(key, wrong)
    return caught.value


@pytest.mark.parametrize("key", SHIPPED)
def test_a_required_fact_that_is_missing_is_named(key: str):
    per_host = SHIPPED[key].get("per_host", False)
    for fact in REQUIRED if per_host else (*REQUIRED, "policy_urls"):
        wrong = {name: value for name, value in SHIPPED[key].items() if name != fact}

        error = refusal(key, wrong)

        assert str(error) == f"{key}: {fact} must be given"
        assert error.fact == fact


TABLES = {"controller": ("name", "country"), "transfer": ("countries", "basis")}


@pytest.mark.parametrize("key", SHIPPED)
def test_a_missing_part_of_a_fact_is_named(key: str):
    for fact, parts in TABLES.items():
        for part in parts if fact in SHIPPED[key] else ():
            wrong = deepcopy(dict(SHIPPED[key]))
            del wrong[fact][part]

            assert refusal(key, wrong).fact == f"{fact}.{part}"


WRONG = [
    ("name", 5, "name"),
    ("version", "1", "version"),
    ("version", True, "version"),
    ("kind", "film", "kind"),
    ("controller", "Club", "controller"),
    ("controller", {"name": " ", "country": "DE"}, "controller.name"),
    ("controller", {"name": "Club", "country": "Germany"}, "controller.country"),
    ("controller", {"name": "Club", "country": "DE", "tel": "1"}, "controller.tel"),
    ("controller", {"name": "Club", "country": "DE", "short_name": "x" * 61},
     "controller.short_name"),
    ("controller", {"name": "Club", "country": "DE", "short_name": " "},
     "controller.short_name"),
    ("policy_urls", ["https://club.example"], "policy_urls"),
    ("policy_urls", {"en": "http://club.example"}, "policy_urls.en"),
    ("policy_urls", {"en": "javascript:alert(1)"}, "policy_urls.en"),
    ("patterns", "https://x", "patterns"),
    ("patterns", ["https?://("], "patterns[0]"),
    ("patterns", [r".*club\.example"], "patterns[0]"),
    ("patterns", [r"https?://club\.example/v/(?P<id>(\d+)+)\Z"], "patterns[0]"),
    ("patterns", [r"https?://club\.example/v/(?P<id>(\d+,?)*x)"], "patterns[0]"),
    ("patterns", [r"https?://club\.example/v/(?P<id>((a|b+)c)+)"], "patterns[0]"),
    ("patterns", [r"https?://club\.example/v/(?P<id>(a{2,}){3,})"], "patterns[0]"),
    ("verified_on", "yesterday", "verified_on"),
    ("verified_on", 2026, "verified_on"),
    ("uses", ["fun"], "uses[0]"),
    ("extras", "cookies", "extras"),
    ("storage", [{"name": "a", "days": 1}], "storage[0].kind"),
    ("storage", [{"kind": "cookie", "name": "a"}], "storage[0]"),
    ("storage", [{"kind": "cookie", "name": "a", "days": 0}], "storage[0].days"),
    ("storage", [{"kind": "cookie", "name": "a", "lasting": "x"}],
     "storage[0].lasting"),
    ("storage", [{"kind": "cookie", "name": "a", "days": 10**9}], "storage[0].days"),
    ("transfer", {"countries": ["USA"], "basis": "dpf", "checked_on": "2026-08-31"},
     "transfer.countries[0]"),
    ("transfer", {"countries": ["US"], "basis": "x", "checked_on": "2026-08-31"},
     "transfer.basis"),
    ("frames", ["Club.Example"], "frames"),
    ("frames", ["127.0.0.1"], "frames"),
    ("frames", ["localhost"], "frames"),
    ("frames", ["*.club.example"], "frames"),
    ("frames", ["club.example:8080"], "frames"),
    ("frames", [], "frame_url"),
    ("frame_url", "", "frame_url"),
    ("frame_url", "http://club.example/{id}", "frame_url"),
    ("frame_url", "https://other.example/{id}", "frame_url"),
    ("frame_url", "https://club.example@other.example/{id}", "frame_url"),
    ("frame_url", "https://club.example/{name}", "frame_url"),
    ("frame_url", "https://club.example/{id.__class__}", "frame_url"),
    ("frame_url", "https://club.example/{id!r}", "frame_url"),
    ("frame_url", "https://club.example/{id", "frame_url"),
    ("frame_url", "https://club.example/{}", "frame_url"),
    ("media", ["*"], "media"),
    ("lookup_hosts", ["10.0.0.1"], "lookup_hosts"),
    ("params", {"dnt": 1}, "params.dnt"),
    ("per_host", "yes", "per_host"),
    ("per_host", True, "frames"),
    ("alternative", "song", "alternative"),
    ("frame", {"ratio": [16]}, "frame.ratio"),
    ("frame", {"ratio": [16, 0]}, "frame.ratio"),
    ("frame", {"sandbox": ["allow-top-navigation"]}, "frame.sandbox"),
    ("frame", {"allow": ["camera"]}, "frame.allow"),
    ("frame", {"allow": ["fullscreen; camera *"]}, "frame.allow"),
    ("frame", {"referrer_policy": "unsafe-url"}, "frame.referrer_policy"),
    ("frame", {"colour": "red"}, "frame.colour"),
    ("colour", "red", "colour"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "fact"), WRONG)
def test_a_wrong_fact_is_named(name: str, value: object, fact: str):
    error = refusal("club", entry(**{name: value}))

    assert error.fact == fact
    assert str(error).startswith(f"club: {fact} must be ")
    assert error.expected


@pytest.mark.parametrize("key", ["Club", "1club", "", "a" * 41, "club.tv", "club@x"])
def test_a_key_is_a_plain_word(key: str):
    assert refusal(key, entry()).fact == "key"


def test_an_entry_is_a_table():
    with pytest.raises(ProviderInvalid, match="club: the entry must be a table"):
        parse_provider("club", "Club")


def test_the_smallest_entry_is_enough():
    made = parse_provider("club", entry())

    assert isinstance(made, EmbedProvider)
    assert (
        made.get_frame_url("https://club.example/v/7") == "https://club.example/embed/7"
    )
    assert made.get_frame_url("https://club.example/w/7") == ""


def test_of_several_frames_the_first_that_is_filled_counts():
    made = parse_provider(
        "club",
        entry(
            patterns=[r"https?://club\.example/v/(?P<id>\d+)(?:/(?P<part>\d+))?\Z"],
            frame_url=[
                "https://club.example/{id}/{part}",
                "https://club.example/{id}",
            ],
        ),
    )

    assert (
        made.get_frame_url("https://club.example/v/7/2") == "https://club.example/7/2"
    )
    assert made.get_frame_url("https://club.example/v/7") == "https://club.example/7"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "a.example:80", "[::1]", "A.example", "", "a..b"]
)
def test_no_operator_sits_at_what_is_no_public_name(host: str):
    mastodon = parse_provider("mastodon", SHIPPED["mastodon"])

    with pytest.raises(ProviderInvalid):
        mastodon.at(host)


def test_an_operator_that_may_be_anywhere_needs_no_address_of_a_notice():
    assert "policy_urls" not in SHIPPED["wordpress_post"]
    assert parse_provider("wordpress_post", SHIPPED["wordpress_post"]).policy_urls == {}


@pytest.mark.parametrize(
    "pattern",
    [
        r"https?://club\.example/(?:[a-z]{1,9}-){0,9}(?P<id>\d+)(?:[?#]|\Z)",
        r"https?://club\.example/\(\d+\)+(?P<id>\d+)",
        r"https?://club\.example/(?P<id>[+*()]+)",
        r"https?://club\.example/(?P<id>(?:\d+)x)",
        r"https?://club\.example/(?P<id>[]+]*)",
        r"https?://club\.example/(?P<id>(?:a+)?b+)",
    ],
)
def test_a_pattern_that_cannot_take_forever_is_fine(pattern: str):
    made = parse_provider("club", entry(patterns=[pattern]))

    assert made.patterns[0].pattern == pattern
