"""What stands above the activities: who is responsible, and a reader's rights.

Source: GDPR Art. 13(1)(a) and (b), 13(2)(b) to (d), 21(4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.citation import OBJECTION, format_citation
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.legal import describe_rights
from privacy_plugin.disclosure.render.rows import Row
from privacy_plugin.disclosure.render.site_rows import build_site_rows
from privacy_plugin.processing import Button, LegitimateInterest, StandardGroup


@dataclass(frozen=True, slots=True)
class PageSection:
    """A part of the page with an anchor (`slug`), a heading, and text, rows or both."""

    slug: str
    heading: str
    text: str = ""
    rows: tuple[Row, ...] = ()

    def as_dict(self) -> dict[str, object]:
        return {
            "anchor": self.slug,
            "heading": self.heading,
            "text": self.text,
            "rows": [row.as_dict() for row in self.rows],
        }


def build_controller_section(controller: Controller) -> PageSection:
    """Say who is responsible, how to reach them, and who works for them."""
    rows = (
        Row("name", _("Name"), "" if "name" in controller.missing else controller.name),
        Row("address", _("Postal address"), controller.address),
        Row("email", _("E-mail"), controller.email, url=_mail_to(controller)),
        *build_site_rows(controller),
        Row(
            "policy",
            _("The privacy policy of this site"),
            controller.policy_url,
            url=controller.policy_url,
        ),
    )
    missing = _(
        "This site does not say completely yet who is responsible. Until it does, it "
        "shows no form that collects data."
    )
    return PageSection(
        "responsible",
        _("Who is responsible"),
        "" if controller.is_complete else missing,
        tuple(row for row in rows if row.text or row.items),
    )


def build_rights_section(
    controller: Controller, disclosures: Sequence[Disclosure], language: str
) -> PageSection:
    """Say which rights readers have and where to use them.

    `language` is that of the page, in which the linked pages are.
    """
    about_readers = [one for one in disclosures if not _is_about_editors(one)]
    rows = []
    if any(one.activity.stored_columns for one in about_readers):
        rows.append(_private_link())
    if any(_is_remembered(one) for one in about_readers):
        rows.append(_choices(language))
    rows.append(_contact(controller))
    rows += _said_once(disclosures, "complaint", "automated")
    return PageSection(
        "your-rights",
        _("Your rights"),
        describe_rights(has_consent=any(one.needs_consent for one in disclosures)),
        tuple(row for row in rows if row.text),
    )


def _is_about_editors(disclosure: Disclosure) -> bool:
    return disclosure.activity.shown_in is StandardGroup.WORK


def _is_remembered(disclosure: Disclosure) -> bool:
    activity = disclosure.activity
    return bool(activity.device_storage) or Button.ALWAYS in activity.buttons


def _private_link() -> Row:
    return Row(
        "private_link",
        _("By your private link"),
        _(
            "You got it when you sent something, or by mail. It shows what belongs to "
            "you; there you take it back or delete it."
        ),
    )


def _choices(language: str) -> Row:
    with override(language):
        url = reverse("privacy:choices")
    return Row(
        "choices",
        _("In this browser"),
        _("Your choices: see and stop what you always allow."),
        url=url,
    )


def _contact(controller: Controller) -> Row:
    text = _("Write to %(email)s.") % {"email": controller.email}
    return Row(
        "contact",
        _("By e-mail"),
        text if controller.email else "",
        url=_mail_to(controller),
    )


def _said_once(disclosures: Sequence[Disclosure], *terms: str) -> list[Row]:
    """Return rows that are the same for every activity, once."""
    rows = [row for one in disclosures for row in one.second_layer if row.term in terms]
    return list({row.term: row for row in rows}.values())


def build_objection_section(
    controller: Controller, disclosures: Sequence[Disclosure]
) -> PageSection | None:
    """Point out the right to object, apart from everything else: Art. 21(4) GDPR.

    None where nothing rests on a legitimate interest.
    """
    bases = (one.activity.legal_basis for one in disclosures)
    if not any(isinstance(basis, LegitimateInterest) for basis in bases):
        return None
    text = _(
        "Some things we do because of a legitimate interest; below they are marked "
        "“You can object”. If your situation speaks against it, say so at any time. "
        "Then we stop, unless our reasons weigh more than yours or we need the data "
        "for a legal claim (%(citation)s)."
    ) % {"citation": format_citation(OBJECTION)}
    row = _contact(controller)
    rows = (row,) if row.text else ()
    return PageSection("object", _("Your right to object"), text, rows)


def _mail_to(controller: Controller) -> str:
    return f"mailto:{controller.email}" if controller.email else ""
