"""The disclosures of one form page, and those that a sent form showed.

Source: GDPR Art. 13; decision 21.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

from django.utils.translation import gettext as _

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.activities import find_missing, is_in_force
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.document import (
    Disclosure,
    disclose,
    disclose_activity,
)
from privacy_plugin.disclosure.render.language import (
    get_page_language,
    in_text_language,
)
from privacy_plugin.form_pages.processing import ABUSE_PROTECTION
from privacy_plugin.processing import ProcessingActivity


class FormPage(Protocol):
    """What is asked of a page with a form."""

    privacy_activity: ClassVar[str]
    privacy_consents: ClassVar[tuple[str, ...]]

    def get_page_activities(self) -> tuple[ProcessingActivity, ...]:
        """Return what happens with a message of the page."""


def get_page_disclosures(
    page: FormPage, controller: Controller
) -> tuple[Disclosure, ...]:
    """Return what happens with a message of this page, and what it asks consent for.

    The first one names the page's own fields. Consents that are not in force are left
    out. Raises UnknownActivity where something is missing (see `find_missing_of`).
    """
    others = (*filter(is_in_force, page.privacy_consents), ABUSE_PROTECTION)
    return (
        *_disclose_message(page, controller),
        *(disclose(key, controller=controller) for key in others),
    )


def describe_obstacle(page: FormPage, controller: Controller) -> str:
    """Say why the form of a page is not shown, in our language; empty for nothing."""
    with in_text_language():
        if not controller.is_complete:
            return _(
                "This form cannot be used yet: this site does not say who is "
                "responsible for your data."
            )
        if find_missing_of(page):
            return _(
                "This form cannot be used at the moment: this site cannot tell you "
                "what would happen with your data."
            )
    return ""


def find_missing_of(page: FormPage | type[FormPage]) -> tuple[str, ...]:
    """Return the activities without which the forms of a page type are not shown."""
    return find_missing((page.privacy_activity, ABUSE_PROTECTION))


def sign_shown(page: FormPage, controller: Controller) -> str:
    """Return the digests of what the page shows now about a message."""
    return _join_digests(_disclose_message(page, controller))


def find_shown(
    page: FormPage, controller: Controller, digests: str
) -> tuple[Disclosure, ...]:
    """Return the disclosures with these digests, none unless they are in force."""
    for language in dict.fromkeys((get_page_language(), *conf.languages)):
        shown = _disclose_message(page, controller, language)
        if _join_digests(shown) == digests:
            return shown
    return ()


def _disclose_message(
    page: FormPage, controller: Controller, language: str | None = None
) -> tuple[Disclosure, ...]:
    return tuple(
        disclose_activity(activity, controller=controller, language=language)
        for activity in page.get_page_activities()
    )


def _join_digests(disclosures: tuple[Disclosure, ...]) -> str:
    return " ".join(disclosure.digest for disclosure in disclosures)
