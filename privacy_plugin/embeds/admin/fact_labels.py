"""The facts about a provider in words: a label, and a line for each value.

Used by the form, the provider's page and the comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.disclosure.render.places import get_country_name
from privacy_plugin.embeds.providers.activity import EXTRA_DATA, USE_LABELS
from privacy_plugin.embeds.providers.provider import (
    PERMISSIONS,
    SANDBOX,
    DataUse,
    EmbedProvider,
    ExtraData,
    FrameAttributes,
    TransferFacts,
)
from privacy_plugin.processing import Company, DeviceStorage, Lasting
from privacy_plugin.processing.recipient import LASTING_LABELS, STORAGE_LABELS

Text = Any  # a text or a lazy one, for which Django has no public type
Lines = tuple[str, ...]

LABELS: dict[str, Text] = {
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("What is embedded"),
    "controller": gettext_lazy("Who is responsible for the data"),
    "parent": gettext_lazy("Owned by"),
    "policy_urls": gettext_lazy("Privacy notice"),
    "transfer": gettext_lazy("Transfer to other countries"),
    "uses": gettext_lazy("What the data is used for"),
    "extras": gettext_lazy("What it gets beyond any contact"),
    "storage": gettext_lazy("What it keeps on the reader's device"),
    "frames": gettext_lazy("Hosts of the frame"),
    "media": gettext_lazy("Hosts the frame loads from"),
    "patterns": gettext_lazy("Addresses it is recognised by"),
    "frame_url": gettext_lazy("Address of the frame"),
    "params": gettext_lazy("Forced parameters"),
    "query": gettext_lazy("Parameters that name what it is"),
    "kept": gettext_lazy("Numbers and times taken over"),
    "upright": gettext_lazy("Addresses of what is higher than wide"),
    "frame": gettext_lazy("Attributes of the frame"),
    "lookup": gettext_lazy("Address that tells the title (oEmbed)"),
    "lookup_hosts": gettext_lazy("Hosts our server may ask"),
    "per_host": gettext_lazy("Each host has an operator of its own"),
    "known_hosts": gettext_lazy("Hosts it is recognised at"),
    "needs_known_hosts": gettext_lazy("Recognised at these hosts only"),
    "alternative": gettext_lazy("What could be shown without it"),
    "sources": gettext_lazy("Sources of the facts"),
    "verified_on": gettext_lazy("Last verified on"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name in an entry, its label, and its values."""

    name: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    theirs: tuple[str, ...]
    ours: tuple[str, ...]


def list_facts(provider: EmbedProvider) -> tuple[Fact, ...]:
    return tuple(
        Fact(name, str(label), _lines(name, getattr(provider, name)))
        for name, label in LABELS.items()
    )


def compare_providers(
    theirs: EmbedProvider, ours: EmbedProvider
) -> tuple[Difference, ...]:
    return tuple(
        Difference(one.label, one.lines, other.lines)
        for one, other in zip(list_facts(theirs), list_facts(ours), strict=True)
        if one.lines != other.lines
    )


def _lines(name: str, value: object) -> tuple[str, ...]:  # noqa: PLR0911 - one per kind
    if value in (None, "", (), {}):
        return ()
    if isinstance(value, bool):
        return (_("yes") if value else _("no"),)
    if isinstance(value, Company):
        return _company(value)
    if isinstance(value, FrameAttributes):
        return _frame(value)
    if isinstance(value, dict):
        # sorted, because PostgreSQL does not keep the order of what is stored as JSON
        return tuple(
            f"{key} = {getattr(one, 'pattern', one)}"
            for key, one in sorted(value.items())
        )
    special: dict[str, Callable[[Any], Lines]] = {
        "kind": lambda one: (str(one.label),),
        "alternative": lambda one: (str(one.label),),
        "uses": lambda used: tuple(
            _(USE_LABELS[use]) for use in DataUse if use in used
        ),
        "extras": lambda got: tuple(
            _(EXTRA_DATA[one].label) for one in ExtraData if one in got
        ),
        "storage": lambda kept: tuple(map(_kept, kept)),
        "patterns": lambda found: tuple(pattern.pattern for pattern in found),
        "upright": lambda found: tuple(pattern.pattern for pattern in found),
        "transfer": _transfer,
        "verified_on": lambda day: (day.isoformat() if day else _("not yet"),),
    }
    if name in special:
        return special[name](value)
    return value if isinstance(value, tuple) else (str(value),)


def _company(company: Company) -> tuple[str, ...]:
    language = get_text_language()
    country = (get_country_name(company.country, language),) if company.country else ()
    address = (company.address,) if company.address else ()
    there = _("in the EU: %(representative)s") % {
        "representative": company.representative
    }
    short = _("in short: %(name)s") % {"name": company.short_name}
    return (
        company.name,
        *((short,) if company.short_name != company.name else ()),
        *country,
        *address,
        *((there,) if company.representative else ()),
    )


def _transfer(facts: TransferFacts) -> Lines:
    language, day = get_text_language(), facts.checked_on
    return (
        ", ".join(get_country_name(code, language) for code in facts.countries),
        str(facts.basis.label),
        _("looked up on %(date)s") % {"date": day} if day else _("not looked up yet"),
    )


def _kept(item: DeviceStorage) -> str:
    lasts = item.period
    notes = [
        _(STORAGE_LABELS[item.kind]),
        _(LASTING_LABELS[lasts])
        if isinstance(lasts, Lasting)
        else format_duration(lasts, get_text_language()),
    ]
    if item.on_use:
        notes.append(_("only once you use it"))
    return f"{item.name} ({', '.join(notes)})"


def _frame(frame: FrameAttributes) -> tuple[str, ...]:
    size = (
        f"{frame.height} px" if frame.height else f"{frame.ratio[0]}:{frame.ratio[1]}"
    )
    words = {
        "allow": " ".join(one for one in PERMISSIONS if one in frame.allow),
        "sandbox": " ".join(one for one in SANDBOX if one in frame.sandbox),
        "referrerpolicy": frame.referrer_policy,
        "credentialless": _("yes") if frame.credentialless else _("no"),
    }
    return (size, *(f"{name}: {one or '–'}" for name, one in words.items()))
