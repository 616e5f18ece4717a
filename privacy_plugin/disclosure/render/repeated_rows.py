"""Show several disclosures side by side without repeating common rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.rows import Row
from privacy_plugin.processing import ProcessingActivity


@dataclass(frozen=True, slots=True)
class DeduplicatedDisclosure:
    """A disclosure without the `rows` that the previous one already shows.

    If a list continues that of the previous disclosure, only the additional items are
    shown.

    `same_as` is the title of the previous disclosure with the same recipient, empty if
    nothing is left out; `same_as_language` is the language of that title.
    """

    disclosure: Disclosure
    rows: tuple[Row, ...]
    same_as: str = ""
    same_as_language: str = ""


def without_repeated_rows(
    disclosures: Iterable[Disclosure],
) -> tuple[DeduplicatedDisclosure, ...]:
    """Say once what several disclosures with the same recipient have in common."""
    shown: list[DeduplicatedDisclosure] = []
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
        same_as = (model.title, model.languages["title"]) if model else ()
        shown.append(DeduplicatedDisclosure(disclosure, rows, *same_as))
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
