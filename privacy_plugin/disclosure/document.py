"""What a reader is told about an activity, derived from its declaration.

Two layers: the first says who, which data, why, where to, how long and how to take
it back; the second holds everything else Art. 13 GDPR asks for. Nothing here knows a
purpose, a host, a field or a period; it only puts what is declared into sentences.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.contradictions import contradictions
from privacy_plugin.disclosure.controller import Controller, controller_of_site
from privacy_plugin.disclosure.duration import in_words
from privacy_plugin.disclosure.facts import declared, facts
from privacy_plugin.disclosure.layers import Row, first_layer, second_layer
from privacy_plugin.disclosure.placeholders import values_for
from privacy_plugin.disclosure.translation import translated
from privacy_plugin.disclosure.wording import Wording, words_used_by
from privacy_plugin.processing import (
    Consent,
    HeldInMemory,
    Keep,
    ProcessingActivity,
    Recipient,
    UnknownActivity,
    registry,
)


def activity_in_force(key: str) -> ProcessingActivity:
    """Return the declaration, without data that is switched off.

    Raises UnknownActivity when nobody declared it or its own switch is off.
    """
    activity = registry.get(key)
    if activity.switch and not conf.is_on(activity.switch):
        msg = f"Activity {key!r} is switched off by {activity.switch}"
        raise UnknownActivity(msg)
    return _on_this_site(activity)


def activities_in_force() -> tuple[ProcessingActivity, ...]:
    """Return every declared activity that takes place on this site."""
    return tuple(
        _on_this_site(activity)
        for activity in registry.used()
        if not activity.switch or conf.is_on(activity.switch)
    )


def _on_this_site(activity: ProcessingActivity) -> ProcessingActivity:
    """Leave out what is switched off, and put in the recipient the site has chosen."""
    name = activity.recipient_setting
    chosen = conf.recipient(name) if name else None
    recipient = chosen if isinstance(chosen, Recipient) else None
    return activity.narrowed(conf.is_on).sent_by(recipient)


def slug_of(key: str) -> str:
    """Return the key of an activity in a form that suits ids and names in HTML."""
    return re.sub(r"[._@]", "-", key)


def period_in_words(key: str, controller: Controller | None = None) -> str:
    """Say in the active language how long an activity keeps its data: "15 days".

    `controller` is whose site it is about, by default what is declared counts. Empty
    where the declaration names no period. Raises UnknownActivity.
    """
    activity = activity_in_force(key)
    retention = (controller.on_site(activity) if controller else activity).retention
    if not isinstance(retention, Keep | HeldInMemory):
        return ""
    return in_words(retention.period, get_language() or conf.languages[0])


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Hold what a reader is told about one activity, in one language.

    `wording` holds the words around the facts: an admin's, and the short sentence and
    the explanation it was shipped with where the admin wrote none. `digest` is the
    SHA-256, in hexadecimal, of everything shown together with the facts;
    `facts_digest` that of the facts alone, the same in every language.
    """

    activity: ProcessingActivity
    controller: Controller
    language: str
    title: str
    question: str
    first_layer: tuple[Row, ...]
    second_layer: tuple[Row, ...]
    facts: dict[str, object]
    wording: Wording = field(default_factory=Wording)

    @property
    def key(self) -> str:
        """Return the key of the activity."""
        return self.activity.key

    @property
    def slug(self) -> str:
        """Return the key in a form that suits ids and names in HTML."""
        return slug_of(self.key)

    @property
    def needs_consent(self) -> bool:
        """Say whether the activity waits for a consent."""
        return self.activity.needs_consent

    @property
    def facts_digest(self) -> str:
        """Return the digest that changes when a consent has to be asked again."""
        return digest_of(self.facts)

    @property
    def digest(self) -> str:
        """Return the digest that addresses exactly this text."""
        return digest_of({"facts": self.facts, "document": self.as_dict()})

    def as_dict(self) -> dict[str, object]:
        """Return everything shown, as plain data."""
        words = self.wording.words()
        return {
            "activity": self.key,
            "language": self.language,
            "title": self.title,
            "question": self.question,
            "first_layer": [row.as_dict() for row in self.first_layer],
            "second_layer": [row.as_dict() for row in self.second_layer],
        } | ({"words": words} if words else {})


@dataclass(frozen=True, slots=True)
class Beside:
    """Show a disclosure beside others: `rows` is what the one before did not say.

    Of a list that goes further than the one before, that is the rest of it.

    `same_as` is the title of that one, which has the same recipient; empty where
    nothing is left out.
    """

    disclosure: Disclosure
    rows: tuple[Row, ...]
    same_as: str = ""


def side_by_side(disclosures: Iterable[Disclosure]) -> tuple[Beside, ...]:
    """Say once what several disclosures with the same recipient have in common."""
    shown: list[Beside] = []
    for disclosure in disclosures:
        model = next(
            (
                before.disclosure
                for before in shown
                if _goes_the_same_way(before.disclosure.activity, disclosure.activity)
            ),
            None,
        )
        said = model.first_layer if model else ()
        rows = tuple(
            _rest_of(row, said) for row in disclosure.first_layer if row not in said
        )
        shown.append(Beside(disclosure, rows, model.title if model else ""))
    return tuple(shown)


def _rest_of(row: Row, said: tuple[Row, ...]) -> Row:
    known = next((one.items for one in said if one.term == row.term), ())
    if row.term != "data" or not known or not set(known) < set(row.items):
        return row
    rest = tuple(item for item in row.items if item not in known)
    return replace(row, heading=_("Which data besides"), items=rest)


def _goes_the_same_way(one: ProcessingActivity, other: ProcessingActivity) -> bool:
    """Say whether two activities send to the same recipient, or to the person alone."""
    if one.recipient is None:
        return one.goes_to_the_person and other.goes_to_the_person
    return one.recipient == other.recipient


def digest_of(value: object) -> str:
    """Return the SHA-256 of the canonical JSON of plain data, in hexadecimal."""
    canonical = json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def disclose(
    key: str,
    *,
    controller: Controller | None = None,
    language: str | None = None,
) -> Disclosure:
    """Put the declaration with this key into words.

    `controller` is by default that of the default site, `language` the active one.
    Raises UnknownActivity. Source: GDPR Art. 13.
    """
    return _compose(activity_in_force(key), controller, language)


def disclose_all(
    *,
    controller: Controller | None = None,
    language: str | None = None,
    activities: Iterable[ProcessingActivity] | None = None,
) -> tuple[Disclosure, ...]:
    """Put every activity in force into words, for the site's privacy page."""
    controller = controller or controller_of_site(None)
    chosen = activities_in_force() if activities is None else activities
    return tuple(
        _compose(activity, controller, language)
        for activity in sorted(chosen, key=_reading_order)
    )


def _reading_order(activity: ProcessingActivity) -> tuple[bool, bool]:
    """Put what stays here first, then what goes elsewhere, then the proofs of both."""
    return (activity.key.startswith("privacy."), activity.recipient is not None)


def _compose(
    activity: ProcessingActivity,
    controller: Controller | None,
    language: str | None,
) -> Disclosure:
    controller = controller or controller_of_site(None)
    activity = controller.on_site(activity)
    language = language or get_language() or conf.languages[0]
    with override(language):
        own = wording_in_force(activity, controller, language)
        shipped = shipped_wording(activity, controller, language)
        return Disclosure(
            activity=activity,
            controller=controller,
            language=language,
            title=own.title or shipped.title,
            question=own.question or shipped.question,
            first_layer=first_layer(activity, controller, language),
            second_layer=second_layer(activity, controller, language),
            facts=facts(activity, controller),
            wording=replace(
                own,
                lead=own.lead or shipped.lead,
                explanation=own.explanation or shipped.explanation,
            ),
        )


def shipped_wording(
    activity: ProcessingActivity, controller: Controller, language: str
) -> Wording:
    """Return the words of the declaration itself, in the active language."""
    basis = activity.legal_basis
    words = Wording(
        lead=translated(activity.lead),
        explanation=translated(activity.explanation),
    ).filled(values_for(activity, controller, language))
    return replace(
        words,
        title=translated(activity.title),
        question=translated(basis.question) if isinstance(basis, Consent) else "",
    )


def wording_in_force(
    activity: ProcessingActivity, controller: Controller, language: str
) -> Wording:
    """Return the published words, each placeholder filled; empty where there are none.

    What the activity has no use for is left out: a label without a button, a question
    where nothing is asked. Words written beside other facts are left out if they
    contradict those of now: the declaration's own words stand in their place until
    somebody mends them.
    """
    found = controller.words.in_force(activity.key, language)
    if found is None:
        return Wording()
    values = values_for(activity, controller, language)
    wording = found.wording.only(words_used_by(activity)).filled(values)
    if found.written_for and found.written_for != written_for(activity, controller):
        is_outdated = any(contradictions(activity, wording, language))
        return Wording() if is_outdated else wording
    return wording


def written_for(activity: ProcessingActivity, controller: Controller) -> str:
    """Return the digest of the facts a text is written beside."""
    return digest_of(declared(activity, controller))
