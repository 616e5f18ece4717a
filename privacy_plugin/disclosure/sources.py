"""Where the facts about recipients come from: for admins, never part of a digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from privacy_plugin.conf import conf
from privacy_plugin.processing import ProcessingActivity, Provenance, registry


@dataclass(frozen=True, slots=True)
class FactSource:
    """The source of what is said about a recipient, or about the transfer to it."""

    recipient: str
    provenance: Provenance
    is_about_transfer: bool


def list_sources(activity: ProcessingActivity) -> tuple[FactSource, ...]:
    """Return the sources of an activity's recipient, none where none is declared."""
    recipient = activity.recipient
    if recipient is None:
        return ()
    of_transfer = recipient.transfer.provenance if recipient.transfer else None
    found = ((recipient.provenance, False), (of_transfer, True))
    return tuple(
        FactSource(recipient.name, provenance, is_about_transfer)
        for provenance, is_about_transfer in found
        if provenance is not None
    )


def find_outdated_sources(*, on: date) -> tuple[FactSource, ...]:
    """Return once each what was looked up more than a year ago and is in force.

    Activities of a family, such as embeds, are left to the app that declares them.
    """
    return tuple(dict.fromkeys(_outdated(on)))


def _outdated(on: date) -> Iterator[FactSource]:
    for activity in registry:
        if not activity.switch or conf.is_on(activity.switch):
            for source in list_sources(activity):
                if source.provenance.is_outdated(on):
                    yield source
