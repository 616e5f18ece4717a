"""Find what a WordPress post embeds, in each of the ways WordPress has had for it.

Blocks (``<!-- wp:embed … -->``), shortcodes and an address on a line of its own become
marks, which the plugin's cleaning keeps (see ``privacy_plugin.embeds.html.rewrite``).
Frames and players in the HTML itself are found there. Nothing is asked of anybody.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import nh3

from privacy_plugin.embeds.html.rewrite import embed_markup
from privacy_plugin.embeds.html.source_urls import get_embeddable_url
from privacy_plugin.embeds.providers import provider_registry

_BLOCK = re.compile(
    r"<!--\s*wp:(?P<name>(?:core-)?embed(?:/[\w-]+)?)\s+(?P<facts>\{.*?\})\s*"
    r"(?:/-->|-->(?P<inside>.*?)<!--\s*/wp:(?P=name)\s*-->)",
    re.DOTALL,
)
_CAPTION = re.compile(r"<figcaption\b[^<>]*>(.*?)</figcaption>", re.DOTALL)
_KEPT_APART = re.compile(r"(<(pre|code|script|style|textarea)\b.*?</\2\s*>)", re.DOTALL)
_SHORTCODE = re.compile(
    r"(?<!\[)\[(?P<name>embed|youtube|vimeo|dailymotion|tweet|twitter|instagram|gist|"
    r"spotify|soundcloud|facebook|flickr|ted|twitch|tiktok|reddit|codepen|giphy|"
    r"googlemaps|video|wpvideo)\b(?P<given>[^\[\]]*)\](?!\])"
    r"(?:(?P<inside>[^\[\]<>]*)\[/(?P=name)\])?"
)
_ADDRESS = re.compile(r"https?://[^\s\"'<>\[\]]+")
_NUMBERED = re.compile(r"""(?:^|[\s=])["']?([\w-]{2,40})["']?/?\s*(?:$|\s)""")
_BY_NUMBER = {
    "youtube": (r"[\w-]{11}", "https://www.youtube.com/watch?v={}"),
    "vimeo": (r"\d+", "https://vimeo.com/{}"),
    "dailymotion": (r"\w+", "https://www.dailymotion.com/video/{}"),
    "tweet": (r"\d+", "https://twitter.com/i/status/{}"),
    "gist": (r"[0-9a-f]+", "https://gist.github.com/{}"),
    "instagram": (r"[\w-]+", "https://www.instagram.com/p/{}/"),
}
_ALONE = re.compile(
    r"^(?P<before>[ \t]*(?:<p>)?[ \t]*)(?P<url>https?://[^\s<>\"]+)"
    r"(?P<after>[ \t]*(?:</p>)?[ \t]*)$",
    re.MULTILINE,
)


@dataclass(slots=True)
class Marked:
    """Hold a content with marks in it, how many, and the captions by address."""

    content: str
    count: int = 0
    captions: dict[str, str] = field(default_factory=dict)


def marked(content: str) -> Marked:
    """Return `content` with a mark for each embed WordPress would have made of it."""
    found = Marked(content)
    found.content = _BLOCK.sub(lambda match: _of_block(match, found), found.content)
    known = cache(provider_registry.providers)

    def outside(text: str) -> str:
        text = _SHORTCODE.sub(lambda match: _of_shortcode(match, found), text)
        return _ALONE.sub(lambda match: _of_line(match, found, known), text)

    parts = _KEPT_APART.split(found.content)
    # Every third part is what is kept apart, followed by the name of its tag.
    found.content = "".join(
        outside(part) if place % 3 == 0 else part
        for place, part in enumerate(parts)
        if place % 3 != 2  # noqa: PLR2004 - the name
    )
    return found


def _mark(url: str, found: Marked) -> str:
    found.count += 1
    return f"\n\n{embed_markup(url)}\n\n"


def _of_block(match: re.Match[str], found: Marked) -> str:
    """Return the mark for a block, or its content if it names no address."""
    try:
        address = get_embeddable_url(str(json.loads(match["facts"]).get("url") or ""))
    except (ValueError, AttributeError):
        address = ""
    inside = match["inside"] or ""
    if not address:
        return inside
    if caption := _CAPTION.search(inside):
        words = html.unescape(nh3.clean(caption[1], tags=set()))
        found.captions[address] = " ".join(words.split())
    return _mark(address, found)


def _of_shortcode(match: re.Match[str], found: Marked) -> str:
    given = html.unescape(f"{match['given']} {match['inside'] or ''}")
    address = _ADDRESS.search(given)
    url = get_embeddable_url(address[0]) if address else ""
    pattern, form = _BY_NUMBER.get(match["name"], ("", ""))
    number = _NUMBERED.search(given)
    if not address and form and number and re.fullmatch(pattern, number[1]):
        url = form.format(number[1])
    return _mark(url, found) if url else match[0]


def _of_line(
    match: re.Match[str],
    found: Marked,
    known: Callable[[], provider_registry.Providers],
) -> str:
    """Return the mark for an address on its own line, if we know whose it is."""
    url = get_embeddable_url(html.unescape(match["url"]))
    is_whole = ("<p>" in match["before"]) == ("</p>" in match["after"])
    if not url or not is_whole or provider_registry.match_url(url, known()) is None:
        return match[0]
    return _mark(url, found)
