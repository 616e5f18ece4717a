"""Build the disclosure of an activity from its declaration.

The summary is in sight beside a form: what leaves, to whom, for how long. The first
layer says who, which data, why, to whom, how long and how to withdraw; the second holds
everything else Art. 13 GDPR requires. This module contains no purpose,
host, field or period of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import override

from privacy_plugin.disclosure.activities import (
    get_activity,
    get_activity_slug,
    get_site_activities,
)
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.facts import get_declared_facts, get_facts
from privacy_plugin.disclosure.render.language import (
    get_page_language,
    get_text_language,
    translate_text,
)
from privacy_plugin.disclosure.render.placeholders import get_placeholder_values
from privacy_plugin.disclosure.render.rows import (
    Row,
    build_first_layer,
    build_second_layer,
)
from privacy_plugin.disclosure.render.summary import (
    Parts,
    compose_summary,
    get_summary_template,
    is_surprising,
    join_parts,
)
from privacy_plugin.disclosure.wording import (
    WORDING_FIELDS,
    Wording,
    get_used_fields,
    has_draft_wording,
)
from privacy_plugin.memo import Memo
from privacy_plugin.processing import Consent, ProcessingActivity


@dataclass(frozen=True)
class Disclosure:
    """The disclosure of one activity in one language.

    `wording` holds the texts around the facts: the admin's, or the shipped ones.
    `digest` is the SHA-256, in hexadecimal, of everything shown together with the
    facts; `facts_digest` that of the facts alone, the same in every language.
    `language` is that of the page and of the admin's texts (named in `own_words`).
    """

    activity: ProcessingActivity
    controller: Controller
    language: str
    title: str
    question: str
    summary: Parts
    first_layer: tuple[Row, ...]
    second_layer: tuple[Row, ...]
    facts: dict[str, object]
    wording: Wording = field(default_factory=Wording)
    own_words: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        return self.activity.key

    @cached_property
    def slug(self) -> str:
        return get_activity_slug(self.key)

    @property
    def needs_consent(self) -> bool:
        return self.activity.needs_consent

    @property
    def is_surprising(self) -> bool:
        """Say whether readers may not expect it (see ``render.summary``)."""
        return is_surprising(self.activity)

    @property
    def is_passed_on(self) -> bool:
        """Say whether others get something of it."""
        return self.activity.recipient is not None

    @cached_property
    def facts_digest(self) -> str:
        """Return the digest of the facts; consent is asked again when it changes."""
        return compute_digest(self.facts)

    @cached_property
    def digest(self) -> str:
        """Return the digest that addresses exactly this text."""
        return compute_digest({"facts": self.facts, "document": self.as_dict()})

    @cached_property
    def text_language(self) -> str:
        """Return the language of everything but an admin's own words."""
        return get_text_language(self.language)

    @cached_property
    def languages(self) -> dict[str, str]:
        """Return the language of each word that an admin may write."""
        return {
            name: self.language if name in self.own_words else self.text_language
            for name in WORDING_FIELDS
        }

    def as_dict(self) -> dict[str, object]:
        """Return everything shown, as plain data.

        What is not in the language of the page is named, where there is something.
        """
        document: dict[str, object] = {
            "activity": self.key,
            "language": self.language,
            "title": self.title,
            "question": self.question,
            "summary": join_parts(self.summary),
            "first_layer": [row.as_dict() for row in self.first_layer],
            "second_layer": [row.as_dict() for row in self.second_layer],
        }
        if words := self.wording.words():
            document["words"] = words
        if self.text_language != self.language:
            document["languages"] = self.languages | {"": self.text_language}
        return document


# What a disclosure is made of is its key: facts, everything stored about the site, and
# the language.
_disclosures: Memo[Disclosure] = Memo(2_048)


def compute_digest(value: object) -> str:
    """Return the SHA-256 of the canonical JSON of plain data, in hexadecimal."""
    canonical = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def disclose(
    key: str, *, controller: Controller, language: str | None = None
) -> Disclosure:
    """Put the declaration with this key into the words of the controller's site.

    `language` is by default the active one. Raises UnknownActivity. Source: GDPR
    Art. 13.
    """
    activity = controller.site_facts.find_activity(key) or get_activity(key)
    return disclose_activity(activity, controller=controller, language=language)


def disclose_activity(
    activity: ProcessingActivity,
    *,
    controller: Controller,
    language: str | None = None,
) -> Disclosure:
    """Put an activity into words that differs from its declaration, as on one page."""
    language = language or get_page_language()
    if has_draft_wording():
        return _compose(activity, controller, language)
    return _disclosures.get(
        (activity, controller, language),
        lambda: _compose(activity, controller, language),
    )


def disclose_all(
    *,
    controller: Controller,
    language: str | None = None,
    activities: Iterable[ProcessingActivity] | None = None,
) -> tuple[Disclosure, ...]:
    """Put every activity in force into words, for the site's privacy page.

    By default these are the declared ones and those the site's admin has entered.
    """
    chosen = activities
    if chosen is None:
        declared = get_site_activities(controller.site_id)
        chosen = (*declared, *controller.site_facts.activities)
    return tuple(
        disclose_activity(activity, controller=controller, language=language)
        for activity in sorted(chosen, key=_reading_order)
    )


def _reading_order(activity: ProcessingActivity) -> tuple[bool, bool]:
    """Put what stays here first, then what goes elsewhere, then the proofs of both."""
    return (activity.key.startswith("privacy."), activity.recipient is not None)


def _compose(
    activity: ProcessingActivity, controller: Controller, language: str
) -> Disclosure:
    declared, activity = activity, controller.as_shown(activity)
    with override(language):
        own = get_published_wording(activity, controller, language)
    text_language = get_text_language(language)
    with override(text_language):
        shipped = get_default_wording(activity, controller, text_language)
        return Disclosure(
            activity=activity,
            controller=controller,
            language=language,
            title=own.title or shipped.title,
            question=own.question or shipped.question,
            summary=compose_summary(activity, controller, text_language, own.summary),
            first_layer=build_first_layer(activity, controller, text_language),
            second_layer=build_second_layer(activity, controller, text_language),
            facts=get_facts(declared, controller),
            own_words=frozenset(name for name in WORDING_FIELDS if getattr(own, name)),
            wording=replace(
                own,
                summary="",
                lead=own.lead or shipped.lead,
                explanation=own.explanation or shipped.explanation,
            ),
        )


def get_default_wording(
    activity: ProcessingActivity, controller: Controller, language: str
) -> Wording:
    """Return the words of the declaration itself, in the active language."""
    basis = activity.legal_basis
    words = Wording(
        lead=translate_text(activity.lead),
        explanation=translate_text(activity.explanation),
    ).filled(get_placeholder_values(activity, controller, language))
    return replace(
        words,
        title=translate_text(activity.title),
        summary=get_summary_template(activity),
        question=translate_text(basis.statement) if isinstance(basis, Consent) else "",
    )


def get_published_wording(
    activity: ProcessingActivity, controller: Controller, language: str
) -> Wording:
    """Return the published words, each placeholder filled; empty where there are none.

    What the activity has no use for is left out: a label without a button, a question
    where nothing is asked.
    """
    found = controller.published_texts.find(activity.key, language)
    if found is None:
        return Wording()
    values = get_placeholder_values(activity, controller, language)
    return found.wording.only(get_used_fields(activity)).filled(values)


def get_declared_facts_digest(
    activity: ProcessingActivity, controller: Controller
) -> str:
    """Return the digest of the facts a text is written beside."""
    return compute_digest(get_declared_facts(activity, controller))
