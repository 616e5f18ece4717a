"""A provider of embeds: who it is, what it gets, and how its frame is made.

Facts only, no sentences: what a reader is told is put together from enumerations that
are translated once, so an entry added by a site speaks every language of the plugin.
``entries`` reads it from data, ``activity`` derives the declaration from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit

from privacy_plugin.embeds.errors import ProviderInvalid
from privacy_plugin.processing import Company, DeviceStorage, InvalidDeclaration
from privacy_plugin.processing.recipient import require_hosts

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_IN_URL = re.compile(r"[A-Za-z0-9_.~:@%/-]{1,200}\Z")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,3})?s?\Z")
HOST = "{host}"


class Kind(StrEnum):
    """Name what is embedded; it decides the drawing and the words of a gate."""

    VIDEO = "video"
    AUDIO = "audio"
    POST = "post"
    MAP = "map"
    CODE = "code"
    SLIDES = "slides"
    PICTURE = "picture"
    CHART = "chart"
    PAGE = "page"


class Basis(StrEnum):
    """Name what a transfer to a third country rests on: Art. 45, 46, 49 GDPR."""

    DPF = "dpf"
    SCC = "scc"
    ADEQUACY = "adequacy"
    NONE = "none"


class Use(StrEnum):
    """Name what a provider uses the data for, as it says itself."""

    SHOW = "show"
    SECURITY = "security"
    STATISTICS = "statistics"
    ADVERTISING = "advertising"
    PROFILES = "profiles"


class Extra(StrEnum):
    """Name what a provider gets beyond what any contact with a host carries."""

    ACCOUNT = "account"
    DEVICE = "device"
    PLAYBACK = "playback"
    CLICKS = "clicks"
    VIEWPORT = "viewport"
    OTHER_VIEWERS = "other_viewers"
    COOKIES = "cookies"


class Alternative(StrEnum):
    """Name what can be shown without the provider."""

    NONE = "none"
    IMAGE = "image"
    TEXT = "text"
    RENDER = "render"


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """Hold to which third countries data goes, on which basis, looked up when."""

    countries: tuple[str, ...]
    basis: Basis
    checked_on: date


@dataclass(frozen=True, slots=True)
class FrameAttributes:
    """Hold the attributes of the provider's frame.

    `ratio` is width and height, such as (16, 9); `height` in CSS pixels takes its place
    for frames that do not scale, 0 for none.
    """

    ratio: tuple[int, int] = (16, 9)
    height: int = 0
    allow: tuple[str, ...] = ("fullscreen",)
    sandbox: tuple[str, ...] = ("allow-scripts", "allow-same-origin", "allow-popups")
    referrer_policy: str = "strict-origin-when-cross-origin"
    credentialless: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """Hold everything known about one provider.

    `frame_url` is the address of the frame with the names of the pattern's groups in
    braces; empty where the provider offers none without running its script in our
    page. `params` are forced upon it, `kept` maps parameters of the pasted address to
    those of the frame (numbers only). `known_hosts` are the only ones a provider with
    a `per_host` operator is recognised at; empty for any. `lookup` is the address that
    tells the title (oEmbed), `lookup_hosts` whom our server may ask for it and for the
    picture. `verified_on` is when somebody last compared all this with the provider.
    """

    key: str
    version: int
    name: str
    kind: Kind
    controller: Company
    policy_urls: Mapping[str, str]
    patterns: tuple[re.Pattern[str], ...]
    verified_on: date
    parent: Company | None = None
    transfer: TransferFacts | None = None
    uses: tuple[Use, ...] = (Use.SHOW,)
    extras: tuple[Extra, ...] = ()
    storage: tuple[DeviceStorage, ...] = ()
    frames: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    frame_url: str = ""
    params: Mapping[str, str] | None = None
    kept: Mapping[str, str] | None = None
    frame: FrameAttributes = FrameAttributes()
    lookup: str = ""
    lookup_hosts: tuple[str, ...] = ()
    per_host: bool = False
    known_hosts: tuple[str, ...] = ()
    alternative: Alternative = Alternative.NONE
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what contradicts itself; raise ProviderInvalid."""
        try:
            require_hosts(self.known_hosts, "known_hosts")
            require_hosts(self.media, "media", wildcards=True)
            require_hosts(self.lookup_hosts, "lookup_hosts", wildcards=True)
            if not self.per_host:
                require_hosts(self.frames, "frames")
        except InvalidDeclaration as error:
            self._refuse(str(error))
        address = urlsplit(self.frame_url)
        flaws = (
            (not _KEY.match(self.key), "the key is a word of lower-case letters"),
            (not self.patterns, "no pattern says which addresses it has"),
            (not self.policy_urls, "no address of a privacy notice"),
            (
                bool(self.frame_url) != bool(self.frames),
                "frame_url and frames belong together",
            ),
            (
                bool(self.frame_url)
                and (address.scheme != "https" or address.netloc not in self.frames),
                "frame_url starts with https:// and leads to one of the frames",
            ),
            (
                self.per_host and self.frames not in {(), (HOST,)},
                "an operator per host has the one frame {host}",
            ),
        )
        for is_flawed, reason in flaws:
            if is_flawed:
                self._refuse(reason)

    def _refuse(self, reason: str) -> None:
        msg = f"{self.key}: {reason}"
        raise ProviderInvalid(msg)

    def at(self, host: str) -> Provider:
        """Return the provider as its operator runs it on `host`; raise ProviderInvalid.

        For one that is no different from host to host, it is itself.
        """
        if not self.per_host:
            return self
        if self.known_hosts and host not in self.known_hosts:
            self._refuse("this host is not among known_hosts")
        return replace(
            self,
            per_host=False,
            name=f"{host} ({self.name})",
            controller=Company(host, self.controller.country),
            policy_urls={
                language: url.replace(HOST, host)
                for language, url in self.policy_urls.items()
            },
            frames=tuple(name.replace(HOST, host) for name in self.frames),
            frame_url=self.frame_url.replace(HOST, host),
            lookup=self.lookup.replace(HOST, host),
            lookup_hosts=(host,) if self.lookup else (),
        )

    def matched(self, url: str) -> dict[str, str] | None:
        """Return what its patterns find in `url`, None if it is none of its own."""
        for pattern in self.patterns:
            if found := pattern.match(url):
                groups = {k: v for k, v in found.groupdict().items() if v}
                if all(map(_IN_URL.match, groups.values())):
                    return groups
        return None

    def frame_for(self, url: str) -> str:
        """Return the address of the frame for a pasted address; empty if it has none.

        Raises ProviderInvalid when the result leads to another host than declared.
        """
        groups = self.matched(url)
        if groups is None or not self.frame_url:
            return ""
        address = self.frame_url.format_map(groups)
        given = dict(parse_qsl(urlsplit(url).query))
        params = {
            name: given[source].removesuffix("s")
            for source, name in (self.kept or {}).items()
            if _NUMBER.match(given.get(source, ""))
        } | dict(self.params or {})
        if params:
            address += ("&" if "?" in address else "?") + urlencode(params)
        if urlsplit(address).netloc not in self.frames or ".." in address:
            self._refuse("a frame leads to none of the declared hosts")
        return address
