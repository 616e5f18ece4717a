"""The activities of the page, in groups by what one does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.rows import Row
from privacy_plugin.processing import (
    ActivityGroup,
    LegitimateInterest,
    ProcessingActivity,
    StandardGroup,
)

SAID_ONCE = frozenset(
    ("controller", "protection_officer", "complaint", "automated")
)  # terms of rows that are the same for every activity of a site
_LAST = (StandardGroup.OTHER, StandardGroup.WORK)


@dataclass(frozen=True, slots=True)
class PageEntry:
    """An activity on the page, with the few words that tell it from the others."""

    disclosure: Disclosure
    marks: tuple[str, ...]

    @property
    def second_layer(self) -> tuple[Row, ...]:
        """Return its second layer without what the page says once, for all of them."""
        return tuple(
            row for row in self.disclosure.second_layer if row.term not in SAID_ONCE
        )


@dataclass(frozen=True, slots=True)
class PageGroup:
    """The activities of one group; `slug` is its anchor."""

    group: ActivityGroup
    slug: str
    heading: str
    entries: tuple[PageEntry, ...]

    def as_dict(self) -> dict[str, object]:
        return {
            "group": str(self.group),
            "anchor": self.slug,
            "heading": self.heading,
            "activities": [entry.disclosure.key for entry in self.entries],
        }


def group_disclosures(disclosures: Iterable[Disclosure]) -> tuple[PageGroup, ...]:
    """Return the groups that have something in them, in the active language.

    Those of a project stand after those of the plugin, in the order they come.
    """
    found: dict[ActivityGroup, list[PageEntry]] = {}
    for disclosure in disclosures:
        activity = disclosure.activity
        entry = PageEntry(disclosure, list_marks(activity))
        found.setdefault(activity.shown_in, []).append(entry)
    return tuple(
        PageGroup(group, get_group_slug(group), _(group.label), tuple(found[group]))
        for group in sorted(found, key=_position)
    )


def _position(group: ActivityGroup) -> int:
    if not isinstance(group, StandardGroup):
        return len(StandardGroup)
    place = list(StandardGroup).index(group)
    return place + len(StandardGroup) + 1 if group in _LAST else place


def get_group_slug(group: ActivityGroup) -> str:
    """Return its anchor; unlike the anchor of an activity, it holds no hyphen."""
    return re.sub(r"[:-]", "_", group)


def list_marks(activity: ProcessingActivity) -> tuple[str, ...]:
    """Return whether it needs consent, can be objected to, and who else gets data."""
    marks = []
    if activity.needs_consent:
        marks.append(_("Only if you agree"))
    if isinstance(activity.legal_basis, LegitimateInterest):
        marks.append(_("You can object"))
    if activity.recipient is not None:
        marks.append(
            _("Goes to %(company)s") % {"company": activity.recipient.short_name}
        )
    return tuple(marks)
