"""Walk through a declaration, field by field, and say what a reader has to find.

A field that nobody here has heard of fails: whoever adds one to a declaration decides
how it is told, or writes down why readers need not know it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

from babel import Locale
from bs4 import BeautifulSoup
from bs4.element import Tag
from django.utils.translation import get_language, gettext

from privacy_plugin import (
    Company,
    Consent,
    Contract,
    DeviceStorage,
    HeldInMemory,
    Keep,
    KeepOutside,
    KeepWhile,
    Lasting,
    LegalObligation,
    LegitimateInterest,
    NotStored,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Transfer,
)
from privacy_plugin.disclosure.render.citation import format_citation
from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.processing.recipient import LASTING_LABELS, STORAGE_LABELS
from privacy_plugin.processing.vocabulary import (
    ROLE_LABELS,
    SOURCE_LABELS,
    LabelledTerm,
)

Told = Iterator[str]

UNTOLD = {
    (ProcessingActivity, "key"): "a name for programs",
    (ProcessingActivity, "switch"): "switched off, nothing of it is told",
    (ProcessingActivity, "recipient_setting"): "its recipient is told",
    (ProcessingActivity, "buttons"): "where labels of admins go",
    (ProcessingActivity, "group"): "the heading it stands below on /privacy/",
    (Purpose, "broader"): "a term for programs, in the record as JSON",
    (PersonalData, "category"): "its label says it in words",
    (PersonalData, "stored_as"): "whether it is kept is told, in which column not",
    (PersonalData, "switch"): "switched off, nothing of it is told",
    (Keep, "after"): "the sentence says since when",
    (Recipient, "policy_url"): "the notice in the reader's language is told",
    (Company, "address"): "told of a recipient, not of its owner",
    (Company, "representative"): "likewise",
    (Company, "short_name"): "its name is told",
    (Recipient, "short_name"): "likewise",
    (Recipient, "kept_briefly"): "told at length",
    (Recipient, "own_purposes"): "in the summary, and told at length",
    (Transfer, "risk"): "likewise",
    (KeepWhile, "brief"): "likewise",
    (PersonalData, "phrase"): "likewise",
    (Recipient, "provenance"): "told to admins",
    (Transfer, "provenance"): "likewise",
    (Consent, "statement"): "stands at the box",
    (ProcessingActivity, "erasure_exception"): "told to officers who erase",
}
BASES = (Consent, Contract, LegalObligation, LegitimateInterest)
WITH_THEIR_OWNER = {  # told by WHOLE, in one phrase with the rest
    *((PersonalData, name) for name in ("label", "source", "sent_as")),
    *((PersonalData, name) for name in ("optional", "public")),
    *((DeviceStorage, name) for name in ("kind", "name", "period", "on_use")),
    *((Keep, name) for name in ("period", "sentence")),
    (Contract, "request"),
    (LegalObligation, "duty"),
    (LegitimateInterest, "interest"),
    (Recipient, "policy_urls"),
}


def told(value: Any) -> Told:
    """Yield each text that has to stand in a disclosure, in the active language."""
    yield from WHOLE.get(type(value), _nothing)(value)
    for field in fields(value):
        place = type(value), field.name
        if place in UNTOLD or place in WITH_THEIR_OWNER:
            continue
        one = getattr(value, field.name)
        if place in PARTS:
            yield from PARTS[place](one) if one else ()
        elif is_dataclass(one):
            yield from told(one)
        elif isinstance(one, tuple) and all(is_dataclass(each) for each in one):
            for each in one:
                yield from told(each)
        elif one is not None:
            msg = f"nobody says how {type(value).__name__}.{field.name} is told"
            raise AssertionError(msg)


def _nothing(_value: Any) -> Told:
    yield from ()


def _text(text: str) -> Told:
    yield translate_text(text)


def _names(names: tuple[str, ...]) -> Told:
    yield from names


def _country(code: str) -> Told:
    yield str(Locale(_language()).territories[code])


def _countries(codes: tuple[str, ...]) -> Told:
    for code in codes:
        yield from _country(code)


def _period(period: timedelta) -> Told:
    yield format_duration(period, _language())


def _language() -> str:
    return get_language() or "en"


def _datum(item: PersonalData) -> Told:
    """Yield the piece with its notes, and once more as it is sent."""
    notes = [gettext("optional")] * item.optional + [gettext("public")] * item.public
    label = translate_text(item.label)
    yield f"{label} ({', '.join(notes)})" if notes else label
    yield gettext(SOURCE_LABELS[item.source])
    if item.sent_as:
        yield f"{item.sent_as} {label}"


def _entry(item: DeviceStorage) -> Told:
    notes = [gettext(STORAGE_LABELS[item.kind])]
    if isinstance(item.period, Lasting):
        notes.append(gettext(LASTING_LABELS[item.period]))
    else:
        notes += _period(item.period)
    notes += [gettext("only once you use it")] * item.on_use
    yield f"{item.name} ({', '.join(notes)})"


def _basis(basis: Any) -> Told:
    yield translate_text(basis.explanation)
    yield format_citation(basis.citation)
    yield "Art. 15"
    if isinstance(basis, Consent):
        yield "Art. 7"
    if isinstance(basis, LegitimateInterest):
        yield "Art. 21"


def _period_here(kept: Keep) -> Told:
    yield translate_text(kept.sentence) % {
        "period": format_duration(kept.period, _language())
    }


def _notice(recipient: Recipient) -> Told:
    yield recipient.get_policy_url(_language())


def _between_placeholders(text: str) -> Told:
    yield from re.split(r"\{\w+\}", translate_text(text))


def _terms(terms: tuple[LabelledTerm, ...]) -> Told:
    yield from (gettext(term.label) for term in terms)


def _labels(labels: Mapping[Any, str]) -> Callable[[Any], Told]:
    """Return what yields the label of a value, or of each of several."""

    def say(values: Any) -> Told:
        several = values if isinstance(values, tuple) else (values,)
        yield from (gettext(labels[one]) for one in several)

    return say


def _not_personal(names: tuple[str, ...]) -> Told:
    yield from (f"{name} {gettext('nothing about you')}" for name in names)


WHOLE: dict[type, Callable[[Any], Told]] = {
    PersonalData: _datum,
    DeviceStorage: _entry,
    NotStored: lambda _none: _text("We keep nothing of it."),
    Keep: _period_here,
    Recipient: _notice,
    **dict.fromkeys(BASES, _basis),
}
PARTS: dict[tuple[type, str], Callable[[Any], Told]] = {
    (ProcessingActivity, "title"): _text,
    (ProcessingActivity, "lead"): _between_placeholders,
    (ProcessingActivity, "explanation"): _between_placeholders,
    (ProcessingActivity, "erasure"): _text,
    (ProcessingActivity, "necessity"): _text,
    (ProcessingActivity, "not_personal"): _not_personal,
    (ProcessingActivity, "data_subjects"): _terms,
    (Purpose, "text"): _text,
    (HeldInMemory, "period"): _period,
    (KeepOutside, "period"): _period,
    (KeepWhile, "criterion"): _text,
    (Recipient, "name"): _text,
    (Recipient, "role"): _labels(ROLE_LABELS),
    (Recipient, "hosts"): _names,
    (Recipient, "frames"): _names,
    (Recipient, "media"): _names,
    (Recipient, "kept_for"): _text,
    (Recipient, "country"): _country,
    (Recipient, "contact"): _text,
    (Company, "name"): _text,
    (Company, "country"): _country,
    (Transfer, "country"): _country,
    (Transfer, "further"): _countries,
    (Transfer, "safeguard"): _text,
}


def replaceable(activity: ProcessingActivity) -> set[str]:
    """Return what an admin may say in other words, in the active language."""
    return {
        translate_text(activity.title),
        *_between_placeholders(activity.lead),
        *_between_placeholders(activity.explanation),
    }


def words_in(html: BeautifulSoup | Tag) -> str:
    """Return the words of a piece of a page, and where its links lead."""
    links = " ".join(str(link["href"]) for link in html.select("a[href]"))
    words = re.sub(r"\s+(?=[,.;)])|(?<=\()\s+", "", html.get_text(" "))
    return f"{words} {links}"


def missing(wanted: Iterable[str], shown: str) -> list[str]:
    """Return which of the texts do not stand in `shown`, whatever the spacing."""
    plain = " ".join(shown.split())
    return [text for text in wanted if " ".join(text.split()) not in plain]
