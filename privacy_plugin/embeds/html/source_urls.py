"""The URL behind a piece of embed code, parsed as browsers do.

Embed codes of other systems (an iframe, a Flash player, a quote for a script) are
mapped to the URL a person would have pasted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.conf import settings

from privacy_plugin.validation.web_urls import get_hostname, get_web_host, strip_url

_WEB = re.compile(r"(https?):[/\\]*(?=[^/\\])", re.IGNORECASE)
_OURS = re.compile(r"[\w./~%@,+ =&?-]+\Z")

_OLD_PLAYERS = {
    r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/v/([\w-]{11})": (
        "https://www.youtube.com/watch?v={}"
    ),
    r"https?://(?:www\.)?vimeo\.com/moogaloop\.swf\?.*clip_id=(\d+)": (
        "https://vimeo.com/{}"
    ),
    r"https?://(?:www\.)?dailymotion\.com/swf/(?:video/)?(\w+)": (
        "https://www.dailymotion.com/video/{}"
    ),
    r"(https?://gist\.github\.com/[\w/-]+)\.js\b": "{}",
}
_AMP = {
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v={}"),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/{}"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/video/{}"),
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/{}"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/{}/"),
    "amp-facebook": ("data-href", "{}"),
    "amp-reddit": ("data-src", "{}"),
}
_QUOTED = {
    "twitter-tweet": r"https?://(?:\w+\.)?(?:twitter|x)\.com/\w+/status/\d+",
    "twitter-video": r"https?://(?:\w+\.)?(?:twitter|x)\.com/\w+/status/\d+",
    "instagram-media": r"https?://(?:www\.)?instagram\.com/",
    "tiktok-embed": r"https?://www\.tiktok\.com/.+/video/\d+",
    "reddit-embed-bq": r"https?://(?:\w+\.)?reddit\.com/r/.+/comments/",
    "reddit-card": r"https?://(?:\w+\.)?reddit\.com/r/.+/comments/",
    "bluesky-embed": r"https?://bsky\.app/profile/.+/post/",
    "mastodon-embed": r"https?://",
    "fb-post": r"https?://(?:www\.)?facebook\.com/",
    "fb-video": r"https?://(?:www\.)?facebook\.com/",
}
_QUOTED_IN = ("cite", "data-href", "data-instgrm-permalink", "data-embed-url", "href")


def absolute_url(value: str) -> str:
    """Return an address as a browser reads it: no line breaks, no doubtful slashes.

    What leads to another host begins with ``http://`` or ``https://``.
    """
    address = strip_url(value)
    if address[:2].replace("\\", "/") == "//":
        address = "https://" + address.lstrip("/\\")
    return _WEB.sub(lambda match: f"{match[1].lower()}://", address, count=1)


def get_foreign_host(value: str) -> str:
    """Return the host an address names, in lower case; empty if it names none."""
    address = absolute_url(value)
    if not address.startswith(("http://", "https://")):
        return ""
    return get_hostname(address)


def is_own_file(value: str) -> bool:
    """Say whether an address is that of a file of this site, and of nobody else's."""
    ours = tuple(
        place for place in (settings.MEDIA_URL, settings.STATIC_URL) if len(place) > 1
    )
    return (
        value.startswith(ours)
        and not value.startswith("//")
        and (_OURS.match(value) is not None or "://" in value)
    )


def get_embeddable_url(value: str) -> str:
    """Return the URL behind a frame or player; empty if there is none."""
    address = absolute_url(value)
    for pattern, form in _OLD_PLAYERS.items():
        if found := re.match(pattern, address):
            address = form.format(found[1])
    return address if get_web_host(address) else ""


def get_amp_url(name: str, attributes: Mapping[str, str]) -> str:
    """Return the URL of an AMP element; empty for any other element."""
    attribute, form = _AMP.get(name, ("", ""))
    found = attributes.get(attribute, "")
    return get_embeddable_url(form.format(found)) if found else ""


def quoted_url_pattern(attributes: Mapping[str, str]) -> re.Pattern[str] | None:
    """Return which address a quotation is about that a script would replace.

    None for an element that no script looks for.
    """
    for name in attributes.get("class", "").split():
        if name in _QUOTED:
            return re.compile(_QUOTED[name])
    return None


def get_quoted_urls(attributes: Mapping[str, str]) -> list[str]:
    named = (attributes.get(name, "") for name in _QUOTED_IN)
    return [
        address for value in named if value and (address := get_embeddable_url(value))
    ]


def get_source_urls(attributes: Mapping[str, str]) -> list[str]:
    """Return what an element may load, the likeliest first.

    Those that load late keep the address in an attribute of their own: `data-src`,
    `data-lazy-src`, `data-srcset`.
    """
    late = {
        name: value
        for name, value in attributes.items()
        if name.startswith("data-") and ("src" in name or name == "data-original")
    }
    named = {name: attributes.get(name, "") for name in ("src", "data")} | late
    sources = {**named, "srcset": attributes.get("srcset", "")}
    found = (
        (value.split() or [""])[0].rstrip(",") if name.endswith("srcset") else value
        for name, value in sources.items()
    )
    return [address for value in found if (address := strip_url(value))]
