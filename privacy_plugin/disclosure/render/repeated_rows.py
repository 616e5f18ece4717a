"""Show several disclosures side by side without repeating what they have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.rows import Row
from privacy_plugin.disclosure.render.summary import Parts
from privacy_plugin.processing import ProcessingActivity


@dataclass(frozen=True, slots=True)
class DeduplicatedDisclosure:
    """A disclosure with the `rows` and the words in its `summary` still to be said.

    `model` is the disclosure before it that says the rest; None if nothing is left out.
    If a list continues that of the model, only the additional items are shown. Of the
    summary, whole sentences are left out, or all of it.
    """

    disclosure: Disclosure
    rows: tuple[Row, ...]
    summary: Parts
    model: Disclosure | None = None

    @property
    def is_summary_shortened(self) -> bool:
        return bool(self.summary) and self.summary != self.disclosure.summary


def split_off_common_rows(
    disclosures: Iterable[Disclosure],
) -> tuple[tuple[Row, ...], tuple[DeduplicatedDisclosure, ...]]:
    """Return the rows that several disclosures all have, and each with its others."""
    shown = tuple(disclosures)
    common = tuple(
        row
        for row in (shown[0].first_layer if len(shown) > 1 else ())
        if all(row in one.first_layer for one in shown)
    )
    return common, tuple(
        DeduplicatedDisclosure(
            one, tuple(row for row in one.first_layer if row not in common), one.summary
        )
        for one in shown
    )


def without_repeated_rows(
    disclosures: Iterable[Disclosure],
) -> tuple[DeduplicatedDisclosure, ...]:
    """Say once what several disclosures with the same recipient have in common."""
    shown: list[Disclosure] = []
    deduplicated: list[DeduplicatedDisclosure] = []
    for disclosure in disclosures:
        model = next(
            (
                before
                for before in shown
                if _goes_the_same_way(before.activity, disclosure.activity)
            ),
            None,
        )
        said = model.first_layer if model else ()
        rows = tuple(
            _rest_of(row, said) for row in disclosure.first_layer if row not in said
        )
        summary = _rest_of_summary(disclosure.summary, model.summary if model else ())
        deduplicated.append(DeduplicatedDisclosure(disclosure, rows, summary, model))
        shown.append(disclosure)
    return tuple(deduplicated)


def _rest_of_summary(parts: Parts, said: Parts) -> Parts:
    if parts == said:
        return ()
    sentences = {part for part in said if part.is_sentence}
    return tuple(part for part in parts if part not in sentences)


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
