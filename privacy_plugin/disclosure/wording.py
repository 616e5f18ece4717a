"""The texts in force for an activity: an admin's, or the shipped ones.

Texts refer to facts by placeholders that are filled from the declaration, such as
{controller}, {recipient}, {country}, {period}; the summary has some of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields

from privacy_plugin.disclosure.models import PublishedText
from privacy_plugin.processing import Button, ProcessingActivity

PLACEHOLDERS = (
    "controller", "recipient", "country", "period", "data", "retention", "kept",
    "own_purposes", "risk", "device", "irrevocable",
)  # fmt: skip
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_AddressedBy = tuple[int | None, str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts for one activity in one language; empty ones fall back.

    `summary` are the few words in sight beside a form, with their placeholders; `lead`
    is the short sentence of the first layer; `question` is the consent statement beside
    a box; `explanation` and `notes` open and close the second. The buttons are: do it,
    do it from now on, go on without.
    """

    title: str = ""
    summary: str = ""
    lead: str = ""
    explanation: str = ""
    question: str = ""
    button_agree: str = ""
    button_always: str = ""
    button_without: str = ""
    notes: str = ""

    def words(self) -> dict[str, str]:
        """Return what is not empty, by its name."""
        return {name: text for name, text in asdict(self).items() if text}

    def only(self, names: Collection[str]) -> Wording:
        """Return it without the words that have another name."""
        return Wording(
            **{name: text for name, text in asdict(self).items() if name in names}
        )

    def filled(self, values: Mapping[str, str]) -> Wording:
        """Return it with each placeholder replaced; one nobody knows stays as it is.

        The summary keeps its own (see ``render.summary``).
        """

        def fill(text: str) -> str:
            return _PLACEHOLDER.sub(lambda one: values.get(one[1], one[0]), text)

        words = asdict(self)
        filled = {name: fill(text) for name, text in words.items() if name != "summary"}
        return Wording(summary=self.summary, **filled)


WORDING_FIELDS = tuple(field.name for field in fields(Wording))


def get_used_fields(activity: ProcessingActivity) -> frozenset[str]:
    """Return the names of the texts that readers see for this activity.

    Where a button does it from now on, the button asks, and there is no box.
    """
    unused: set[str] = {*Button} - {*activity.buttons}
    if not activity.needs_consent or Button.ALWAYS in activity.buttons:
        unused.add("question")
    return frozenset(WORDING_FIELDS) - unused


def find_placeholders(text: str) -> tuple[str, ...]:
    """Return the placeholders in `text`, braces included."""
    return tuple(dict.fromkeys(one[0] for one in _PLACEHOLDER.finditer(text)))


def find_unknown_placeholders(text: str) -> tuple[str, ...]:
    """Return the unknown placeholders in `text`, braces included."""
    return tuple(
        one for one in find_placeholders(text) if one[1:-1] not in PLACEHOLDERS
    )


def build_wording(words: Mapping[str, str]) -> Wording:
    """Return the wording from plain data; names nobody knows any more are left out."""
    return Wording(**{name: words[name] for name in WORDING_FIELDS if words.get(name)})


@dataclass(frozen=True, slots=True)
class PublishedWording:
    """A published wording, and the digest of the facts it was written for."""

    wording: Wording
    written_for: str


_drafts: ContextVar[Mapping[_AddressedBy, Wording]] = ContextVar("drafts")


@contextmanager
def use_draft_wording(
    site_id: int | None, activity: str, language: str, wording: Wording
) -> Iterator[None]:
    """Let a draft count as published, for a preview and nothing else."""
    drafts = dict(_drafts.get({}))
    drafts[site_id, activity, language] = wording
    token = _drafts.set(drafts)
    try:
        yield
    finally:
        _drafts.reset(token)


def has_draft_wording() -> bool:
    """Say whether a draft counts as published now."""
    return bool(_drafts.get({}))


class PublishedTexts:
    """All texts in force on one site: the newest of each activity and language."""

    def __init__(self, site_id: int | None, rows: Iterable[PublishedText]) -> None:
        self.site_id = site_id
        self._rows = {(row.activity, row.language): row for row in rows}

    def find(self, activity: str, language: str) -> PublishedWording | None:
        """Return the words for this language, or for the one it is a variant of."""
        for code in dict.fromkeys((language, language.partition("-")[0])):
            draft = _drafts.get({}).get((self.site_id, activity, code))
            if draft is not None:
                return PublishedWording(draft, "")
            row = self._rows.get((activity, code))
            if row is not None:
                return PublishedWording(build_wording(row.words), row.written_for)
        return None

    def count_material_changes(self, activity: str) -> int:
        """Return how many material changes of its texts were published so far."""
        return max(
            (row.material for row in self._rows.values() if row.activity == activity),
            default=0,
        )
