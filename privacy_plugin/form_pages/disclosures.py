"""The disclosures of one form page, and those that a sent form showed.

Source: GDPR Art. 13; decision 21.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.document import (
    Disclosure,
    disclose,
    disclose_activity,
)
from privacy_plugin.disclosure.render.language import get_page_language
from privacy_plugin.processing import ProcessingActivity


class FormPage(Protocol):
    """What is asked of a page with a form."""

    privacy_consents: ClassVar[tuple[str, ...]]

    def get_page_activities(self) -> tuple[ProcessingActivity, ...]:
        """Return what happens with a message of the page."""


def get_page_disclosures(
    page: FormPage, controller: Controller
) -> tuple[Disclosure, ...]:
    """Return what happens with a message of this page, and what it asks consent for.

    The first one names the page's own fields. Raises UnknownActivity.
    """
    asked = (disclose(key, controller=controller) for key in page.privacy_consents)
    return (*_disclose_message(page, controller), *asked)


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
