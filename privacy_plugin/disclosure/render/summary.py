"""The few words in sight beside a form or on a gate, composed of declared facts.

A template of short sentences with placeholders follows from the kinds of facts an
activity has. An admin may change the words around the placeholders; what is surprising
is marked, whoever wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from babel.lists import format_list
from django.utils.translation import gettext as _

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.duration import format_duration, get_babel_locale
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.disclosure.render.places import get_country_name
from privacy_plugin.processing import (
    N_,
    HeldInMemory,
    Keep,
    KeepWhile,
    PersonalData,
    ProcessingActivity,
    Recipient,
    Role,
    Source,
)
from privacy_plugin.processing.recipient import EEA

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a summary; `is_surprising` says that readers may not expect it.

    It is a few words or, with `is_sentence`, a whole sentence.
    """

    text: str
    is_surprising: bool = False
    is_sentence: bool = False


Parts = tuple[Part, ...]

_IRREVOCABLE = N_("You can stop it later, not undo it.")
_TRACES = N_("It leaves traces in your browser.")
_OWN_PURPOSES = N_("It uses this for its own purposes too.")


def compose_summary(
    activity: ProcessingActivity, controller: Controller, language: str, words: str = ""
) -> Parts:
    """Return the summary in the active language, by an admin's `words` if they do.

    Words in which a placeholder of the shipped ones is missing are not used, for a fact
    would be missing.
    """
    shipped = get_summary_template(activity)
    if not words or find_missing_placeholders(words, activity):
        words = shipped
    return _fill(words, get_summary_values(activity, controller, language))


def get_summary_template(activity: ProcessingActivity) -> str:
    """Return the shipped words with their placeholders, in the active language."""
    return " ".join(_(sentence) for sentence in _get_sentences(activity))


def find_missing_placeholders(
    words: str, activity: ProcessingActivity
) -> tuple[str, ...]:
    """Return the names of the facts that an admin's words leave out."""
    needed = _PLACEHOLDER.findall(" ".join(_get_sentences(activity)))
    return tuple(name for name in needed if f"{{{name}}}" not in words)


def get_summary_values(
    activity: ProcessingActivity, controller: Controller, language: str
) -> dict[str, Parts]:
    """Return what stands for each placeholder the activity has a fact for."""
    activity = controller.as_shown(activity)
    values: dict[str, Parts] = {
        "controller": (Part(controller.name),),
        "data": _list_data(_get_data_in_sight(activity), language),
        "retention": (Part(_format_retention(activity, language)),),
    }
    if activity.device_storage:
        values["device"] = _warn(_TRACES)
    if activity.recipient is not None:
        values |= _describe_recipient(activity.recipient, language)
        values["irrevocable"] = _warn(_IRREVOCABLE)
    return values


def is_surprising(activity: ProcessingActivity) -> bool:
    """Say whether it sends data away, or looks at what marks a surprise."""
    return activity.recipient is not None or any(
        item.category.is_surprising for item in activity.data
    )


def _warn(sentence: str) -> Parts:
    return (Part(translate_text(sentence), is_surprising=True, is_sentence=True),)


def join_parts(parts: Iterable[Part]) -> str:
    """Return a summary as plain text."""
    return "".join(part.text for part in parts)


def _get_sentences(activity: ProcessingActivity) -> tuple[str, ...]:
    """Return the message ids of an activity's sentences, by the kinds of its facts."""
    recipient = activity.recipient
    if recipient is None:
        return _get_sentences_of_own(activity)
    return tuple(
        sentence
        for sentence, is_true in (
            (N_("When you press, {recipient} ({country}) learns {data}."),
             bool(recipient.frames)),
            (N_("{recipient} ({country}) gets {data}."), not recipient.frames),
            ("{device}", bool(activity.device_storage)),
            (N_("It keeps this {kept}."), bool(recipient.kept_briefly)),
            ("{own_purposes}", recipient.role is Role.CONTROLLER),
            ("{risk}", bool(recipient.transfer and recipient.transfer.risk)),
            ("{irrevocable}", activity.needs_consent),
        )
        if is_true
    )  # fmt: skip


def _get_sentences_of_own(activity: ProcessingActivity) -> tuple[str, ...]:
    retention = activity.retention
    is_brief = not isinstance(retention, KeepWhile) or bool(retention.brief)
    rest = () if is_brief else ("{retention}",)
    if activity.goes_to_the_person and activity.needs_consent:
        return (
            (N_("Lasts {retention}."),) if is_brief else (N_("We write to you."), *rest)
        )
    if any(item.public for item in activity.data):
        inline = N_("Everybody can read {data} {retention}.")
        return (inline,) if is_brief else (N_("Everybody can read {data}."), *rest)
    if isinstance(retention, Keep | KeepWhile):
        inline = N_("We keep {data} {retention}.")
        return (inline,) if is_brief else (N_("We keep {data}."), *rest)
    return (N_("We use {data} {retention}."),)


def _get_data_in_sight(activity: ProcessingActivity) -> tuple[PersonalData, ...]:
    """Return what leaves, or else what all can read, or else what the reader gives."""
    chosen: Callable[[PersonalData], bool]
    if activity.recipient is not None:
        is_loaded = bool(activity.recipient.frames)
        chosen = lambda item: bool(item.sent_as) or is_loaded  # noqa: E731
    elif any(item.public for item in activity.data):
        chosen = lambda item: item.public  # noqa: E731
    else:
        chosen = lambda item: item.source is not Source.SITE  # noqa: E731
    return tuple(item for item in activity.data if chosen(item)) or activity.data


def _list_data(items: Iterable[PersonalData], language: str) -> Parts:
    named: dict[str, bool] = {}
    for item in items:
        phrase = translate_text(item.phrase)
        named[phrase] = named.get(phrase, False) or item.category.is_surprising
    return _join_list(
        [Part(phrase, is_marked) for phrase, is_marked in named.items()], language
    )


def _join_list(parts: list[Part], language: str) -> Parts:
    """Return "a, b and c" with each piece a part of its own."""
    marks = [chr(0xE000 + number) for number in range(len(parts))]
    locale = get_babel_locale("en_GB" if language == "en" else language)
    pattern = format_list(marks, locale=locale)
    return _fill(
        re.sub("[\ue000-\uf8ff]", lambda one: f"{{{ord(one[0]) - 0xE000}}}", pattern),
        {str(number): (part,) for number, part in enumerate(parts)},
    )


def _format_retention(activity: ProcessingActivity, language: str) -> str:
    retention = activity.retention
    if isinstance(retention, KeepWhile):
        return translate_text(retention.brief or retention.criterion)
    if isinstance(retention, Keep | HeldInMemory):
        return _("for %(period)s") % {
            "period": format_duration(retention.period, language)
        }
    return _("and keep nothing of it")


def _describe_recipient(recipient: Recipient, language: str) -> dict[str, Parts]:
    values = {
        "recipient": (Part(recipient.short_name),),
        "country": _list_countries(recipient, language),
        "own_purposes": _warn(recipient.own_purposes or _OWN_PURPOSES),
    }
    if recipient.kept_briefly:
        values["kept"] = (Part(translate_text(recipient.kept_briefly)),)
    if recipient.transfer is not None and recipient.transfer.risk:
        values["risk"] = _warn(recipient.transfer.risk)
    return values


def _list_countries(recipient: Recipient, language: str) -> Parts:
    """Return where it may be, marked outside the EEA; say so where nobody knows."""
    seat = (recipient.country, recipient.parent.country if recipient.parent else "")
    transfer = recipient.transfer.countries if recipient.transfer else ()
    codes = dict.fromkeys(code for code in (*seat, *transfer) if code)
    if not codes:
        unknown = (
            _("we have not said yet who runs it, or in which country")
            if recipient.is_known_by_host
            else _("country unknown")
        )
        return (Part(unknown, is_surprising=True),)
    return _join_plainly(
        Part(_get_short_country(code, language), code not in EEA) for code in codes
    )


def _get_short_country(code: str, language: str) -> str:
    return "USA" if code == "US" else get_country_name(code, language)


def _join_plainly(parts: Iterable[Part]) -> Parts:
    joined: list[Part] = []
    for part in parts:
        joined += [Part(", "), part] if joined else [part]
    return tuple(joined)


def _fill(template: str, values: Mapping[str, Parts]) -> Parts:
    """Return the template with each placeholder replaced; unknown ones stay."""
    parts: list[Part] = []
    at = 0
    for found in _PLACEHOLDER.finditer(template):
        parts.append(Part(template[at : found.start()]))
        parts.extend(values.get(found[1], (Part(found[0]),)))
        at = found.end()
    parts.append(Part(template[at:]))
    return tuple(part for part in parts if part.text)
