"""Put the page together: sections, then groups of activities."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.privacy_page.groups import PageGroup, group_disclosures
from privacy_plugin.disclosure.privacy_page.reading import build_reading_section
from privacy_plugin.disclosure.privacy_page.sections import (
    PageSection,
    build_controller_section,
    build_objection_section,
    build_rights_section,
)
from privacy_plugin.disclosure.render.document import disclose_all
from privacy_plugin.disclosure.render.language import (
    get_page_language,
    get_text_language,
)


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """Everything a site tells about the data of people, in one language."""

    controller: Controller
    language: str
    title: str
    description: str
    sections: tuple[PageSection, ...]
    groups: tuple[PageGroup, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the same page as plain data."""
        return {
            "title": self.title,
            "description": self.description,
            "language": self.language,
            "controller": {
                name: getattr(self.controller, name)
                for name in (
                    *("name", "address", "email", "protection_officer"),
                    *("supervisory_authority", "policy_url"),
                )
            },
            "sections": [section.as_dict() for section in self.sections],
            "groups": [group.as_dict() for group in self.groups],
            "activities": [
                {
                    **entry.disclosure.as_dict(),
                    "marks": list(entry.marks),
                    "anchor": entry.disclosure.slug,
                    "facts": entry.disclosure.facts,
                    "facts_digest": entry.disclosure.facts_digest,
                    "digest": entry.disclosure.digest,
                }
                for group in self.groups
                for entry in group.entries
            ],
        }


def build_privacy_page(controller: Controller) -> PrivacyPage:
    """Return the page of the controller's site in the language of the page."""
    language = get_page_language()
    disclosures = disclose_all(controller=controller)
    with override(get_text_language(language)):
        objection = build_objection_section(controller, disclosures)
        return PrivacyPage(
            controller=controller,
            language=language,
            title=_("What happens with your data"),
            description=_(
                "Who is responsible for your data on this site, which rights you have, "
                "and everything that happens with it: why, where to and how long."
            ),
            sections=(
                build_controller_section(controller),
                build_rights_section(controller, disclosures, language),
                *((objection,) if objection else ()),
                build_reading_section(disclosures, own_host=controller.host),
            ),
            groups=group_disclosures(disclosures),
        )
