"""What stands beside a form: what always happens, and what only a tick allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms import BoundField, Form

from privacy_plugin.consent.forms import ConsentField
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.disclosure.render.places import list_companies
from privacy_plugin.disclosure.render.repeated_rows import (
    DeduplicatedDisclosure,
    split_off_common_rows,
    without_repeated_rows,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A box with its disclosure; `shown` is what the boxes before it do not say.

    `has_details` says whether its details stand beside it, and not with those of what
    always happens.
    """

    field: BoundField
    shown: DeduplicatedDisclosure
    has_details: bool

    @property
    def is_follow_up(self) -> bool:
        """Say whether it asks about the same recipient as a box before."""
        return self.shown.model is not None and self.shown.disclosure.is_passed_on


def build_form_disclosure(
    disclosures: Iterable[Disclosure], form: Form | None, prefix: str
) -> dict[str, object]:
    """Return what the template ``components/form_disclosure.html`` shows.

    Details of a choice that nobody else hears of stand with those of what always
    happens. Each box is described by its summary, whose id begins with `prefix`. Of
    what always happens, the first and whatever is surprising is in sight.
    """
    shown = tuple(disclosures)
    always = tuple(one for one in shown if not one.needs_consent)
    choices = (
        _get_choices(form, prefix, has_always=bool(always)) if form is not None else ()
    )
    in_sight = always[:1] + tuple(one for one in always[1:] if one.is_surprising)
    common_rows, details = split_off_common_rows(
        (*always, *(one.shown.disclosure for one in choices if not one.has_details))
    )
    return {
        "always": always,
        "common_rows": common_rows,
        "details": details,
        "in_sight": in_sight,
        "folded": tuple(one for one in always if one not in in_sight),
        "is_passed_on": any(one.is_passed_on for one in always),
        "hosts": _list_hosts(shown[0].controller) if shown else "",
        "choices": choices,
        "controller": shown[0].controller if shown else None,
    }


def _list_hosts(controller: Controller) -> str:
    """Return who runs the site's server, with their countries; empty for itself."""
    hosts = controller.site_facts.get_processors("hosting")
    return list_companies(hosts, get_text_language())


def _get_choices(form: Form, prefix: str, *, has_always: bool) -> tuple[Choice, ...]:
    asks = {
        field: field.field.disclosure
        for field in form
        if isinstance(field.field, ConsentField)
    }
    choices = tuple(zip(asks, without_repeated_rows(asks.values()), strict=True))
    for field, shown in choices:
        described = [shown.disclosure] if shown.summary else []
        if shown.model is not None and shown.summary != shown.disclosure.summary:
            described.insert(0, shown.model)
        ids = [f"{prefix}summary-{one.slug}" for one in described]
        if field.errors:
            ids.append(f"{field.id_for_label}_error")
        field.field.widget.attrs["aria-describedby"] = " ".join(ids)
    return tuple(
        Choice(
            field, shown, has_details=shown.disclosure.is_passed_on or not has_always
        )
        for field, shown in choices
    )
