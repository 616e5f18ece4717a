"""The page ``/privacy/<form>/``: everything about the activities of one form."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.forms import FormDisclosure
from privacy_plugin.disclosure.privacy_page.groups import PageEntry, list_marks
from privacy_plugin.disclosure.privacy_page.sections import (
    PageSection,
    build_controller_section,
    build_objection_section,
    build_rights_section,
)
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.disclosure.render.language import (
    get_page_language,
    get_text_language,
    translate_text,
)


@dataclass(frozen=True, slots=True)
class FormDetails:
    """Everything about one form: its activities, then what they share."""

    title: str
    description: str
    entries: tuple[PageEntry, ...]
    sections: tuple[PageSection, ...]


def build_form_details(form: FormDisclosure, controller: Controller) -> FormDetails:
    """Return the details of a registered form in the language of the page."""
    disclosures = tuple(
        disclose(activity.key, controller=controller) for activity in form.activities
    )
    return build_details(translate_text(form.title), disclosures, controller)


def build_details(
    title: str, disclosures: tuple[Disclosure, ...], controller: Controller
) -> FormDetails:
    """Return the details of any form: its activities, then what they share."""
    language = get_page_language()
    with override(get_text_language(language)):
        objection = build_objection_section(controller, disclosures)
        return FormDetails(
            title=title,
            description=_(
                "Everything that happens with your data if you send this form: which "
                "data, why, where to, how long, and your rights."
            ),
            entries=tuple(
                PageEntry(one, list_marks(one.activity)) for one in disclosures
            ),
            sections=(
                build_controller_section(controller),
                build_rights_section(controller, disclosures, language),
                *((objection,) if objection else ()),
            ),
        )
