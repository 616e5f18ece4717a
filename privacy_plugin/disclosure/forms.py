"""The forms that readers fill in, each with the activities beside it.

An app registers its forms when it is ready. What stands beside a form, and the page
``/privacy/<slug>/`` with all details, follow from the activities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.text import slugify

from privacy_plugin.disclosure.activities import (
    find_missing,
    get_activity,
    is_in_force,
)
from privacy_plugin.disclosure.errors import UnknownForm
from privacy_plugin.processing import InvalidDeclaration, ProcessingActivity


@dataclass(frozen=True, kw_only=True, slots=True)
class FormDisclosure:
    """A form: its `slug` in addresses, `title` (a message id), and activities.

    `get_keys` returns the keys of the activities in the order they are read. Those
    that need consent are asked about one by one; the others always take place.
    """

    slug: str
    title: str
    get_keys: Callable[[], Iterable[str]]

    def __post_init__(self) -> None:
        if not self.slug or slugify(self.slug) != self.slug:
            msg = f"A form's slug is a part of an address, not {self.slug!r}"
            raise InvalidDeclaration(msg)

    @property
    def activities(self) -> tuple[ProcessingActivity, ...]:
        """Return the activities in force, without those that are switched off."""
        return tuple(map(get_activity, filter(is_in_force, self.get_keys())))

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what always takes place, but is not in force.

        As long as there is any, the form is not shown and takes nothing in.
        """
        return find_missing(self.get_keys())


_forms: dict[str, FormDisclosure] = {}


def register_form(form: FormDisclosure) -> None:
    """Add a form; raise InvalidDeclaration if its slug is taken by another."""
    if _forms.setdefault(form.slug, form) is not form:
        msg = f"Two forms are called {form.slug!r}"
        raise InvalidDeclaration(msg)


def get_forms() -> tuple[FormDisclosure, ...]:
    return tuple(_forms.values())


def get_form(slug: str) -> FormDisclosure:
    """Return the form with this slug; raise UnknownForm if there is none."""
    try:
        return _forms[slug]
    except KeyError:
        raise UnknownForm(slug) from None
