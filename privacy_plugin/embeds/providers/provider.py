"""An embed provider: who it is, what it receives, how its frame is built.

Facts only, no sentences: disclosures are built from enumerations that are translated
once, so an entry added by a site works in every language. ``provider_parser`` reads it
from data, ``activity`` derives the declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode, urlsplit

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from privacy_plugin.embeds.providers.frame_url import (
    HOST,
    SITE,
    get_parameters,
    map_parameters,
    map_view,
    normalize_host,
    quote_for_url,
    template_fields,
)
from privacy_plugin.embeds.providers.regex_safety import has_nested_quantifier
from privacy_plugin.processing import N_, Company, DeviceStorage
from privacy_plugin.validation.web_urls import is_public_hostname

_COMPUTED = ("bbox", "marker")  # see frame_url.map_view
_REPETITIONS = N_("without repetitions within repetitions, such as (a+)+")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


class ProviderInvalid(ValueError):
    """An entry of a provider is invalid.

    `key` is the provider's; `fact` names the fact as in the entry, such as
    ``storage[1].days``; `expected` is the message id of what it must be. Both are empty
    if it is no single fact.
    """

    def __init__(
        self, message: str = "", *, key: str = "", fact: str = "", expected: str = ""
    ) -> None:
        super().__init__(message or f"{key}: {fact} must be {expected}")
        self.key = key
        self.fact = fact
        self.expected = expected


class EmbedKind(TextChoices):
    """The kind of embedded content; decides icon and words of a gate."""

    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")
    POST = "post", _("Post")
    MAP = "map", _("Map")
    CODE = "code", _("Code")
    SLIDES = "slides", _("Slides")
    PICTURE = "picture", _("Picture")
    CHART = "chart", _("Chart")
    PAGE = "page", _("Page")


class TransferBasis(TextChoices):
    """The basis of a transfer to a third country: Art. 45, 46, 49 GDPR."""

    DPF = "dpf", _("EU–US Data Privacy Framework")
    SCC = "scc", _("Standard contractual clauses")
    ADEQUACY = "adequacy", _("Decision of adequacy")
    NONE = "none", _("Nothing but the reader's consent")


class DataUse(StrEnum):
    """What a provider uses the data for, by its own statement."""

    SHOW = "show"
    SECURITY = "security"
    STATISTICS = "statistics"
    ADVERTISING = "advertising"
    PROFILES = "profiles"


class ExtraData(StrEnum):
    """Data a provider receives beyond what every request carries."""

    ACCOUNT = "account"
    DEVICE = "device"
    PLAYBACK = "playback"
    CLICKS = "clicks"
    VIEWPORT = "viewport"
    OTHER_VIEWERS = "other_viewers"
    COOKIES = "cookies"


class Alternative(TextChoices):
    NONE = "none", _("Nothing")
    IMAGE = "image", _("A picture of our own")
    TEXT = "text", _("The text")
    RENDER = "render", _("A rendering of our own")


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
    """Third countries, the basis of the transfer, and when it was verified.

    `checked_on` is None if nobody has verified it.
    """

    countries: tuple[str, ...]
    basis: TransferBasis
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class FrameAttributes:
    """The attributes of the provider's frame.

    `ratio` is width and height, such as (16, 9); `height` in CSS pixels replaces it for
    frames that do not scale, 0 for none.
    """

    ratio: tuple[int, int] = (16, 9)
    height: int = 0
    allow: tuple[str, ...] = ("fullscreen",)
    sandbox: tuple[str, ...] = ("allow-scripts", "allow-same-origin", "allow-popups")
    referrer_policy: str = "strict-origin-when-cross-origin"
    credentialless: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class EmbedProvider:
    """All facts about one provider.

    `frame_url` holds frame URLs with the patterns' group names in braces; the first one
    whose groups are all filled is used. It is empty if there is none without the
    provider's script. `params` are always added (``{site}`` is our own host). `query`
    names parameters of the pasted URL that are used like groups, with the expression
    each must match; `kept` maps others to parameters of the frame (numbers and times,
    see ``frame_url``). `upright` are patterns of portrait content.

    A provider with an operator per host (`per_host`) is recognised at `known_hosts`
    only; without any, at every host, or at none with `needs_known_hosts`. `lookup` is
    the oEmbed endpoint, `lookup_hosts` the hosts our server may ask for title and
    image. `verified_on` is when somebody last compared the facts with the provider,
    None for never, which is disclosed; `based_on` is the version of the entry this one
    was changed from, 0 for none.
    """

    key: str
    version: int
    name: str
    kind: EmbedKind
    controller: Company
    patterns: tuple[re.Pattern[str], ...]
    verified_on: date | None = None
    policy_urls: Mapping[str, str] = field(default_factory=dict)
    parent: Company | None = None
    transfer: TransferFacts | None = None
    uses: tuple[DataUse, ...] = (DataUse.SHOW,)
    extras: tuple[ExtraData, ...] = ()
    storage: tuple[DeviceStorage, ...] = ()
    frames: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    frame_url: tuple[str, ...] = ()
    params: Mapping[str, str] | None = None
    query: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    kept: Mapping[str, str] | None = None
    upright: tuple[re.Pattern[str], ...] = ()
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
        for fact, expected in find_flaws(self):
            self._refuse(fact, expected)

    def _refuse(self, fact: str, expected: str) -> None:
        raise ProviderInvalid(key=self.key, fact=fact, expected=expected)

    def at(self, host: str) -> EmbedProvider:
        """Return the provider as its operator runs it on `host`; raise ProviderInvalid.

        For one that is no different from host to host, it is itself.
        """
        if not self.per_host:
            return self
        if not self._knows(host):
            self._refuse("known_hosts", N_("a list with this host in it"))
        return self._run_at(host)

    def example(self) -> EmbedProvider:
        """Return the provider at a host it may be found at, to try its facts out."""
        hosts = (*self.known_hosts, "host.example")
        return self._run_at(hosts[0]) if self.per_host else self

    def _knows(self, host: str) -> bool:
        if self.known_hosts or self.needs_known_hosts:
            return host in self.known_hosts
        return is_public_hostname(host)

    def _run_at(self, host: str) -> EmbedProvider:
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

    def match_url(self, url: str) -> dict[str, str] | None:
        """Return what its patterns find in `url`, None if it is none of its own."""
        address = normalize_host(url)
        for pattern in self.patterns if address else ():
            if found := pattern.match(address):
                groups = {
                    k: quote_for_url(v) for k, v in found.groupdict().items() if v
                }
                if all(groups.values()):
                    return self._queried(address) | groups
        return None

    def _queried(self, url: str) -> dict[str, str]:
        given = get_parameters(url) if self.query else {}
        return {
            name: value
            for name, pattern in self.query.items()
            if pattern.fullmatch(given.get(name, ""))
            and (value := quote_for_url(given[name]))
        }

    def is_portrait(self, url: str) -> bool:
        """Say whether what lies at this address is higher than wide."""
        return any(pattern.match(normalize_host(url)) for pattern in self.upright)

    def get_frame_url(self, url: str, *, site: str = "") -> str:
        """Return the address of the frame for a pasted address; empty if it has none.

        `site` is our own host, which some providers want to be told. Raises
        ProviderInvalid when it is missing, or when the result leads to another host
        than declared.
        """
        groups = self.match_url(url)
        if groups is None:
            return ""
        groups |= map_view(groups)
        filled = (
            one for one in self.frame_url if template_fields(one) <= groups.keys()
        )
        template = next(filled, "")
        if not template:
            return ""
        address = template.format_map(groups)
        kept = map_parameters(get_parameters(url), self.kept or {})
        start = kept.pop("#t", "")
        params = kept | self._forced(site)
        if params:
            address += ("&" if "?" in address else "?") + urlencode(params)
        if start:
            address += f"#t={start}s"
        parts = urlsplit(address)
        if (parts.scheme, parts.netloc) not in {("https", one) for one in self.frames}:
            self._refuse("frame_url", N_("an address at one of the frames"))
        return address

    def _forced(self, site: str) -> dict[str, str]:
        params = dict(self.params or {})
        if not site and SITE in params.values():
            self._refuse("params", N_("filled in with the host of this site"))
        return {name: value.replace(SITE, site) for name, value in params.items()}


def find_flaws(provider: EmbedProvider) -> Iterator[tuple[str, str]]:
    """Yield each fact that contradicts another, or itself, and what it must be."""
    if not _KEY.match(provider.key):
        yield "key", N_("a word of small letters, digits and underscores, 40 at most")
    for language, url in provider.policy_urls.items():
        if not url.startswith("https://"):
            yield f"policy_urls.{language}", N_("an address that begins with https://")
    yield from _host_flaws(provider)
    yield from _pattern_flaws(provider)
    yield from _frame_flaws(provider)


def _host_flaws(provider: EmbedProvider) -> Iterator[tuple[str, str]]:
    frames = () if provider.per_host else provider.frames
    for fact, hosts in (
        ("frames", frames),
        ("known_hosts", provider.known_hosts),
        ("lookup_hosts", [one.removeprefix("*.") for one in provider.lookup_hosts]),
        ("media", [one.removeprefix("*.") for one in provider.media]),
    ):
        if not all(map(is_public_hostname, hosts)):
            yield fact, N_("names of hosts in small letters, such as video.example")
    if provider.per_host and provider.frames not in {(), (HOST,)}:
        yield "frames", N_("{host} alone, where each host has an operator of its own")


def _pattern_flaws(provider: EmbedProvider) -> Iterator[tuple[str, str]]:
    if not provider.patterns:
        yield "patterns", N_("given")
    for fact, patterns in (
        ("patterns", provider.patterns),
        ("upright", provider.upright),
    ):
        for place, pattern in enumerate(patterns):
            if not pattern.pattern.startswith(("https?://", "https://")):
                yield f"{fact}[{place}]", N_("an expression that begins with https?://")
            if has_nested_quantifier(pattern.pattern):
                yield f"{fact}[{place}]", _REPETITIONS
    for name, pattern in provider.query.items():
        if has_nested_quantifier(pattern.pattern):
            yield f"query.{name}", _REPETITIONS


def _frame_flaws(provider: EmbedProvider) -> Iterator[tuple[str, str]]:
    if bool(provider.frame_url) != bool(provider.frames):
        yield "frame_url", N_("given if frames are given, and only then")
    found = [
        {*pattern.groupindex, *provider.query, *_COMPUTED}
        for pattern in provider.patterns
    ]
    for url in provider.frame_url:
        address = urlsplit(url)
        if address.scheme != "https" or address.netloc not in provider.frames:
            yield "frame_url", N_("an address that begins with https:// and a frame")
        elif not any(template_fields(url) - {"host"} <= groups for groups in found):
            yield "frame_url", N_("made of the names of groups in one of the patterns")
