"""A provider of embeds: who it is, what it gets, and how its frame is made.

Facts only, no sentences: what a reader is told is put together from enumerations that
are translated once, so an entry added by a site speaks every language of the plugin.
``entries`` reads it from data, ``activity`` derives the declaration from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit

from privacy_plugin.embeds.address import (
    HOST,
    SITE,
    fields_of,
    in_url,
    is_public_name,
    lowered,
)
from privacy_plugin.embeds.errors import ProviderInvalid
from privacy_plugin.embeds.pattern import can_take_forever
from privacy_plugin.processing import Company, DeviceStorage, _

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,3})?s?\Z")


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


# What a frame may be allowed. No token lets it lead the reader's window elsewhere, and
# no policy tells it which page it stands on.
PERMISSIONS = (
    "fullscreen", "encrypted-media", "picture-in-picture", "autoplay", "web-share",
    "clipboard-write",
)  # fmt: skip
SANDBOX = (
    "allow-scripts", "allow-same-origin", "allow-popups",
    "allow-popups-to-escape-sandbox", "allow-forms", "allow-presentation",
    "allow-storage-access-by-user-activation", "allow-modals", "allow-downloads",
)  # fmt: skip
REFERRER_POLICIES = (
    "strict-origin-when-cross-origin", "strict-origin", "origin", "no-referrer",
)  # fmt: skip


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

    `frame_url` holds addresses of the frame with the names of the patterns' groups in
    braces; the first one that a pasted address fills counts. It is empty where there is
    none without the provider's script in our page. `params` are forced upon it
    (``{site}`` in one becomes our own host), `kept` maps parameters of the pasted
    address to those of the frame (numbers only).

    A provider with an operator per host (`per_host`) is recognised at `known_hosts`
    only; where there are none, at every host, or at none with `needs_known_hosts`.
    `lookup` is the address that tells the title (oEmbed), `lookup_hosts` whom our
    server may ask for it and for the picture. `verified_on` is when somebody last
    compared all this with the provider; `based_on` is the version of the entry that
    this one was changed from, 0 for none.
    """

    key: str
    version: int
    name: str
    kind: Kind
    controller: Company
    patterns: tuple[re.Pattern[str], ...]
    verified_on: date
    policy_urls: Mapping[str, str] = field(default_factory=dict)
    parent: Company | None = None
    transfer: TransferFacts | None = None
    uses: tuple[Use, ...] = (Use.SHOW,)
    extras: tuple[Extra, ...] = ()
    storage: tuple[DeviceStorage, ...] = ()
    frames: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    frame_url: tuple[str, ...] = ()
    params: Mapping[str, str] | None = None
    kept: Mapping[str, str] | None = None
    frame: FrameAttributes = FrameAttributes()
    lookup: str = ""
    lookup_hosts: tuple[str, ...] = ()
    per_host: bool = False
    known_hosts: tuple[str, ...] = ()
    needs_known_hosts: bool = False
    alternative: Alternative = Alternative.NONE
    sources: tuple[str, ...] = ()
    based_on: int = 0

    def __post_init__(self) -> None:
        """Refuse what contradicts itself; raise ProviderInvalid."""
        for fact, expected in flaws(self):
            self._refuse(fact, expected)

    def _refuse(self, fact: str, expected: str) -> None:
        raise ProviderInvalid(
            f"{self.key}: {fact} must be {expected}", fact=fact, expected=expected
        )

    def at(self, host: str) -> Provider:
        """Return the provider as its operator runs it on `host`; raise ProviderInvalid.

        For one that is no different from host to host, it is itself.
        """
        if not self.per_host:
            return self
        if not self._knows(host):
            self._refuse("known_hosts", _("a list with this host in it"))
        return self._run_at(host)

    def example(self) -> Provider:
        """Return the provider at a host it may be found at, to try its facts out."""
        hosts = (*self.known_hosts, "host.example")
        return self._run_at(hosts[0]) if self.per_host else self

    def _knows(self, host: str) -> bool:
        if self.known_hosts or self.needs_known_hosts:
            return host in self.known_hosts
        return is_public_name(host)

    def _run_at(self, host: str) -> Provider:
        return replace(
            self,
            per_host=False,
            known_hosts=(),
            needs_known_hosts=False,
            name=f"{host} ({self.name})",
            controller=Company(host, self.controller.country),
            policy_urls={
                language: url.replace(HOST, host)
                for language, url in self.policy_urls.items()
            },
            frames=tuple(name.replace(HOST, host) for name in self.frames),
            frame_url=tuple(url.replace(HOST, host) for url in self.frame_url),
            lookup=self.lookup.replace(HOST, host),
            lookup_hosts=(host,) if self.lookup else (),
        )

    def matched(self, url: str) -> dict[str, str] | None:
        """Return what its patterns find in `url`, None if it is none of its own."""
        address = lowered(url)
        for pattern in self.patterns if address else ():
            if found := pattern.match(address):
                groups = {k: in_url(v) for k, v in found.groupdict().items() if v}
                if all(groups.values()):
                    return groups
        return None

    def frame_for(self, url: str, *, site: str = "") -> str:
        """Return the address of the frame for a pasted address; empty if it has none.

        `site` is our own host, which some providers want to be told. Raises
        ProviderInvalid when it is missing, or when the result leads to another host
        than declared.
        """
        groups = self.matched(url)
        if groups is None:
            return ""
        filled = (one for one in self.frame_url if fields_of(one) <= groups.keys())
        template = next(filled, "")
        if not template:
            return ""
        address = template.format_map(groups)
        params = self._kept_from(url) | self._forced(site)
        if params:
            address += ("&" if "?" in address else "?") + urlencode(params)
        parts = urlsplit(address)
        if (parts.scheme, parts.netloc) not in {("https", one) for one in self.frames}:
            self._refuse("frame_url", _("an address at one of the frames"))
        return address

    def _kept_from(self, url: str) -> dict[str, str]:
        given = dict(parse_qsl(urlsplit(url).query))
        return {
            name: given[source].removesuffix("s")
            for source, name in (self.kept or {}).items()
            if _NUMBER.match(given.get(source, ""))
        }

    def _forced(self, site: str) -> dict[str, str]:
        params = dict(self.params or {})
        if not site and SITE in params.values():
            self._refuse("params", _("filled in with the host of this site"))
        return {name: value.replace(SITE, site) for name, value in params.items()}


def flaws(provider: Provider) -> Iterator[tuple[str, str]]:
    """Yield each fact that contradicts another, or itself, and what it must be."""
    if not _KEY.match(provider.key):
        yield "key", _("a word of small letters, digits and underscores, 40 at most")
    for language, url in provider.policy_urls.items():
        if not url.startswith("https://"):
            yield f"policy_urls.{language}", _("an address that begins with https://")
    yield from _host_flaws(provider)
    yield from _pattern_flaws(provider)
    yield from _frame_flaws(provider)


def _host_flaws(provider: Provider) -> Iterator[tuple[str, str]]:
    frames = () if provider.per_host else provider.frames
    for fact, hosts in (
        ("frames", frames),
        ("known_hosts", provider.known_hosts),
        ("lookup_hosts", [one.removeprefix("*.") for one in provider.lookup_hosts]),
        ("media", [one.removeprefix("*.") for one in provider.media]),
    ):
        if not all(map(is_public_name, hosts)):
            yield fact, _("names of hosts in small letters, such as video.example")
    if provider.per_host and provider.frames not in {(), (HOST,)}:
        yield "frames", _("{host} alone, where each host has an operator of its own")


def _pattern_flaws(provider: Provider) -> Iterator[tuple[str, str]]:
    if not provider.patterns:
        yield "patterns", _("given")
    for place, pattern in enumerate(provider.patterns):
        if not pattern.pattern.startswith(("https?://", "https://")):
            yield f"patterns[{place}]", _("an expression that begins with https?://")
        if can_take_forever(pattern.pattern):
            yield (
                f"patterns[{place}]",
                _("without repetitions within repetitions, such as (a+)+"),
            )


def _frame_flaws(provider: Provider) -> Iterator[tuple[str, str]]:
    if bool(provider.frame_url) != bool(provider.frames):
        yield "frame_url", _("given if frames are given, and only then")
    found = [set(pattern.groupindex) for pattern in provider.patterns]
    for url in provider.frame_url:
        address = urlsplit(url)
        if address.scheme != "https" or address.netloc not in provider.frames:
            yield "frame_url", _("an address that begins with https:// and a frame")
        elif not any(fields_of(url) - {"host"} <= groups for groups in found):
            yield "frame_url", _("made of the names of groups in one of the patterns")
