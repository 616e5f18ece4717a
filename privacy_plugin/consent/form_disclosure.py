"""What stands beside a form: what always happens, and what only a tick allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms import BoundField, Form

from privacy_plugin.consent.forms import ConsentField
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.repeated_rows import without_repeated_rows
from privacy_plugin.disclosure.render.rows import Row


@dataclass(frozen=True, slots=True)
class Choice:
    """A box with its disclosure; `rows` are those the box before does not show.

    `is_follow_up` says that it asks about the same recipient as the box before.
    """

    field: BoundField
    disclosure: Disclosure
    rows: tuple[Row, ...]
    same_as: str
    is_follow_up: bool


def build_form_disclosure(
    disclosures: Iterable[Disclosure], form: Form | None, prefix: str
) -> dict[str, object]:
    """Return what the template ``components/form_disclosure.html`` shows.

    Each box is described by its summary, whose id begins with `prefix`. Of what always
    happens, the first and whatever is surprising is in sight.
    """
    shown = tuple(disclosures)
    always = tuple(one for one in shown if not one.needs_consent)
    return {
        "always": always,
        "in_sight": always[:1] + tuple(one for one in always[1:] if one.is_surprising),
        "is_passed_on": any(one.activity.recipient for one in always),
        "choices": _get_choices(form, prefix) if form is not None else (),
        "controller": shown[0].controller if shown else None,
    }


def _get_choices(form: Form, prefix: str) -> tuple[Choice, ...]:
    fields = [field for field in form if isinstance(field.field, ConsentField)]
    asked = [field.field.disclosure for field in fields]
    for field, disclosure in zip(fields, asked, strict=True):
        described = f"{prefix}summary-{disclosure.slug}"
        if field.errors:
            described += f" {field.id_for_label}_error"
        field.field.widget.attrs["aria-describedby"] = described
    return tuple(
        Choice(
            field=field,
            disclosure=one.disclosure,
            rows=one.rows,
            same_as=one.same_as,
            is_follow_up=bool(one.same_as and one.disclosure.activity.recipient),
        )
        for field, one in zip(fields, without_repeated_rows(asked), strict=True)
    )
