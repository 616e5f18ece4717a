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
from privacy_plugin.disclosure.render.repeated_rows import without_repeated_rows
from privacy_plugin.disclosure.render.rows import Row


@dataclass(frozen=True, slots=True)
class Choice:
    """A box with its disclosure; `rows` are those the box before does not show.

    `is_follow_up` says that it asks about the same recipient as the box before,
    `is_repeated` that its summary is the same too.
    """

    field: BoundField
    disclosure: Disclosure
    rows: tuple[Row, ...]
    same_as: str
    same_as_language: str
    is_follow_up: bool
    is_repeated: bool

    @property
    def is_passed_on(self) -> bool:
        """Say whether others get something: its details stand beside the box then."""
        return self.disclosure.activity.recipient is not None


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
    choices = _get_choices(form, prefix) if form is not None else ()
    return {
        "always": always,
        "details": (
            *always,
            *(one.disclosure for one in choices if not one.is_passed_on),
        ),
        "in_sight": always[:1] + tuple(one for one in always[1:] if one.is_surprising),
        "is_passed_on": any(one.activity.recipient for one in always),
        "hosts": _list_hosts(shown[0].controller) if shown else "",
        "choices": choices,
        "controller": shown[0].controller if shown else None,
    }


def _list_hosts(controller: Controller) -> str:
    """Return who runs the site's server, with their countries; empty for itself."""
    hosts = controller.site_facts.get_processors("hosting")
    return list_companies(hosts, get_text_language())


def _get_choices(form: Form, prefix: str) -> tuple[Choice, ...]:
    asks = {
        field: field.field.disclosure
        for field in form
        if isinstance(field.field, ConsentField)
    }
    fields, asked = list(asks), list(asks.values())
    for field, disclosure in zip(fields, asked, strict=True):
        first = next(one for one in asked if one.summary == disclosure.summary)
        described = f"{prefix}summary-{first.slug}"
        if field.errors:
            described += f" {field.id_for_label}_error"
        field.field.widget.attrs["aria-describedby"] = described
    return tuple(
        Choice(
            field=field,
            disclosure=one.disclosure,
            rows=one.rows,
            same_as=one.same_as,
            same_as_language=one.same_as_language,
            is_follow_up=bool(one.same_as and one.disclosure.activity.recipient),
            is_repeated=any(
                one.disclosure.summary == before.summary for before in asked[:number]
            ),
        )
        for number, (field, one) in enumerate(
            zip(fields, without_repeated_rows(asked), strict=True)
        )
    )
