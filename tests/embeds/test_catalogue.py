"""The shipped providers: which addresses are theirs, and where their frames lead."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.activity import activity_key
from privacy_plugin.embeds.providers.provider import ProviderInvalid
from tests.embeds.addresses import FRAMES, HOSTILE, STRANGERS
from tests.embeds.shared_addresses import LINKS_ONLY, SHARED
from tests.support.growth import assert_grows_linearly

CATALOGUE = {
    "youtube", "vimeo", "x", "mastodon", "bluesky", "instagram", "facebook", "tiktok",
    "spotify", "soundcloud", "twitch", "dailymotion", "googlemaps", "openstreetmap",
    "codepen", "gist", "slideshare", "scribd", "flickr", "giphy", "reddit", "peertube",
    "wordpress_post", "gravatar", "speakerdeck", "ted", "datawrapper", "arte",
    "apple_podcasts", "archive_org", "media_ccc", "threads",
}  # fmt: skip
SITE = "blog.example"
NO_FRAME = {"gist", "flickr", "gravatar"}
PASTED = [pasted for _key, pasted, _frame in (*FRAMES, *SHARED)]
WORD = st.text(st.characters(codec="utf-8"), max_size=300)


def frame_of(url: str) -> str:
    """Return the frame of whatever provider this is an address of."""
    found = provider_registry.match_url(url, provider_registry.configured_providers())
    return found.provider.get_frame_url(url, site=SITE) if found else ""


def test_every_row_of_the_catalogue_is_shipped(shipped):
    assert set(shipped) == CATALOGUE


@pytest.mark.parametrize(("key", "pasted", "frame"), [*FRAMES, *SHARED])
def test_an_address_leads_to_its_frame(key: str, pasted: str, frame: str, shipped):
    found = provider_registry.match_url(pasted, shipped)

    assert found is not None
    assert found.provider.key == key
    assert found.provider.get_frame_url(pasted, site=SITE) == frame
    assert not frame or urlsplit(frame).netloc in found.provider.frames


def test_each_provider_is_tried_with_two_addresses_at_least():
    tried = Counter(key for key, _pasted, _frame in (*FRAMES, *SHARED))

    assert set(tried) == CATALOGUE - {"wordpress_post"}
    assert min(tried.values()) >= 2


@pytest.mark.parametrize("url", LINKS_ONLY)
def test_what_no_frame_can_show_is_a_link(url: str):
    assert frame_of(url) == ""


@pytest.mark.parametrize("url", STRANGERS)
def test_what_only_looks_like_one_is_nobody_s(url: str, shipped):
    assert provider_registry.match_url(url, shipped) is None


@pytest.mark.parametrize("url", HOSTILE)
def test_nobody_gets_out_of_a_frame_s_address(url: str):
    frame = frame_of(url)

    assert ".." not in frame
    assert "%2e" not in frame.lower()
    assert frame_is_declared(frame)


def frame_is_declared(frame: str) -> bool:
    """Say whether a frame is empty, or at a host that some provider declares."""
    hosts = {
        host
        for one in provider_registry.configured_providers().values()
        for host in one.frames
    }
    return not frame or urlsplit(frame).netloc in {*hosts, "mastodon.example"}


@given(word=WORD, place=st.sampled_from(PASTED))
def test_no_address_leads_to_a_host_that_is_not_declared(word: str, place: str):
    scheme, _sep, rest = place.partition("://")
    host, _slash, path = rest.partition("/")
    for url in (
        place + word,
        f"{scheme}://{host}/{word}/{path}",
        f"{scheme}://{host}{word}/{path}",
        f"{scheme}://{word}@{host}/{path}",
    ):
        found = provider_registry.match_url(
            url, provider_registry.configured_providers()
        )
        frame = found.provider.get_frame_url(url, site=SITE) if found else ""
        if not frame:
            continue
        assert found is not None
        assert urlsplit(frame).scheme == "https"
        assert urlsplit(frame).netloc in found.provider.frames
        assert urlsplit(frame).hostname == urlsplit(frame).netloc
        assert re.fullmatch(r"(t=[\d.]{1,10}s)?", urlsplit(frame).fragment)


@given(word=WORD)
def test_what_is_found_cannot_add_a_parameter(word: str):
    url = f"https://www.google.com/maps/place/{word}/"

    frame = frame_of(url)

    names = [name for name, _value in parse_qsl(urlsplit(frame).query)]
    assert not frame or names == ["q", "output"]


HARD = (
    "https://www.youtube.com/watch?" + "v=&" * 650,
    "https://www.google.com/maps/embed?" + "pb=a&" * 390,
    "https://giphy.com/gifs/" + "a-" * 980,
    "https://giphy.com/gifs/" + "a" * 1950,
    "https://bsky.app/profile/" + "a." * 980,
    "https://soundcloud.com/" + "a-" * 980,
    "https://" + "a." * 980,
    "https://" + "a" * 1900 + "/@a/1",
    "https://www.openstreetmap.org/export/embed.html?" + "bbox=1,1,1,1&" * 140,
    "https://www.facebook.com/watch/?" + "v=1&" * 480,
    "https://m.example/@" + "a@" * 960,
    "https://w.soundcloud.com/player/?" + "url=https%3A//" * 140,
    "https://www.openstreetmap.org/?" + "a#&" * 600 + "map=1/1/1",
    "https://www.facebook.com/plugins/video.php?" + "href=https%3A%2F%2F" * 100,
    "https://www.google.com/maps/place/" + "a/@1.0,2.0" * 190,
)


@pytest.mark.parametrize("url", HARD)
def test_no_pattern_takes_long_whatever_it_is_given(url: str, shipped):
    def match(size: int) -> None:
        for provider in shipped.values():
            provider.match_url(url[:size])

    assert_grows_linearly(match, small=200, large=2_000)


def test_an_address_that_is_too_long_is_not_even_looked_at(shipped):
    url = "https://youtu.be/abcdefghij1?" + "a" * 2000

    assert provider_registry.match_url(url, shipped) is None


def test_an_operator_per_host_is_one_per_host(shipped):
    url = "https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv"
    found = provider_registry.match_url(url, shipped)

    assert found is not None
    assert activity_key(found.provider, found.host) == "embeds.peertube@tube.example"
    assert found.provider.controller.name == "tube.example"
    assert found.provider.frames == ("tube.example",)
    assert found.provider.lookup_hosts == ("tube.example",)


def test_known_hosts_are_the_only_ones(settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = {"mastodon": {"known_hosts": ["a.example"]}}
    path = "/@ada/112233445566778899"

    assert provider_registry.match_url(
        f"https://a.example{path}", provider_registry.configured_providers()
    )
    assert not provider_registry.match_url(
        f"https://b.example{path}", provider_registry.configured_providers()
    )


def test_a_wordpress_post_is_recognised_only_where_a_site_says_so(settings):
    url = "https://friend.example/2026/05/a-post/"
    assert (
        provider_registry.match_url(url, provider_registry.configured_providers())
        is None
    )

    settings.PRIVACY_EMBEDS_PROVIDERS = {
        "wordpress_post": {"known_hosts": ["friend.example"]}
    }
    found = provider_registry.match_url(url, provider_registry.configured_providers())

    assert found is not None
    assert found.provider.get_frame_url(url) == f"{url}embed/"
    assert "allow-same-origin" not in found.provider.frame.sandbox


def test_twitch_is_told_our_host_and_nobody_can_forget_it(shipped):
    with pytest.raises(ProviderInvalid, match="twitch: params"):
        shipped["twitch"].get_frame_url("https://www.twitch.tv/somebody")


def test_only_who_has_no_frame_has_none(shipped):
    assert {key for key, one in shipped.items() if not one.frames} == NO_FRAME


def test_a_site_adds_changes_and_takes_away(settings):
    own = {
        "name": "Club", "version": 1, "kind": "video",
        "controller": {"name": "Club e. V.", "country": "DE"},
        "policy_urls": {"en": "https://club.example/privacy"},
        "patterns": [r"https://club\.example/v/(?P<id>\d+)\Z"],
        "frames": ["club.example"], "frame_url": "https://club.example/embed/{id}",
        "verified_on": "2026-08-31",
    }  # fmt: skip
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        "club": own, "vimeo": {"name": "Vimeo (ours)"}, "x": None,
    }  # fmt: skip
    known = provider_registry.configured_providers()

    assert known["vimeo"].name == "Vimeo (ours)"
    assert known["vimeo"].frames == ("player.vimeo.com", "vimeo.com")
    assert "x" not in known
    found = provider_registry.match_url("https://club.example/v/7", known)
    assert found is not None
    assert found.provider.get_frame_url("https://club.example/v/7") == (
        "https://club.example/embed/7"
    )
