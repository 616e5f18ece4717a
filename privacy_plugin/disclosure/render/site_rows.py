"""What a site says about itself as a whole, for the privacy page and the record."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.items import Item
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.disclosure.render.places import get_country_name
from privacy_plugin.disclosure.render.rows import Row
from privacy_plugin.disclosure.site_facts.activities import build_transfer
from privacy_plugin.disclosure.site_facts.models import Processor, ProcessorTask
from privacy_plugin.processing.vocabulary import N_

_TASKS: dict[str, str] = {
    ProcessorTask.HOSTING: N_("runs the server"),
    ProcessorTask.MAIL: N_("sends the mails"),
    ProcessorTask.BACKUP: N_("keeps the backups"),
    ProcessorTask.OTHER: N_("works on behalf of the controller"),
}


def build_site_rows(controller: Controller, language: str = "") -> tuple[Row, ...]:
    """Return who else is responsible and who works for the controller.

    By default in the language of our texts on the page. Rows without an answer are left
    out. Source: GDPR Art. 13(1)(a), (b) and (e), 26(2), 27, 28.
    """
    language = language or get_text_language()
    with override(language):
        rows = (
            Row(
                "protection_officer",
                _("Data protection officer"),
                describe_protection_officer(controller),
            ),
            Row(
                "representative",
                _("Representative in the EU"),
                controller.site_facts.setting.representative,
            ),
            Row(
                "joint_controller",
                _("Joint controller"),
                describe_joint_controller(controller),
            ),
            Row(
                "processors",
                _("Companies that work for us"),
                items=tuple(
                    _processor_item(one, language)
                    for one in controller.site_facts.processors
                ),
            ),
        )
    return tuple(row for row in rows if row.text or row.items)


def describe_protection_officer(controller: Controller) -> str:
    """Name the officer, or say why there is none."""
    reason = controller.site_facts.setting.no_officer_reason.strip()
    if controller.protection_officer or not reason:
        return controller.protection_officer
    return _("There is none: %(reason)s") % {"reason": reason}


def describe_joint_controller(controller: Controller) -> str:
    """Name who else decides, how to reach them, and the essence of the arrangement."""
    setting = controller.site_facts.setting
    parts = (
        setting.joint_controller,
        setting.joint_contact,
        " ".join(setting.joint_arrangement.split()),
    )
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())


def describe_processor(processor: Processor, language: str) -> str:
    """Return name, task, country, contract and safeguard in one phrase."""
    item = _processor_item(processor, language)
    return f"{item.label} ({item.detail})"


def _processor_item(processor: Processor, language: str) -> Item:
    transfer = build_transfer(processor.country, processor.safeguard)
    parts = [
        processor.details.strip() or _(_TASKS[ProcessorTask(processor.task)]),
        get_country_name(processor.country, language)
        if processor.country
        else _("country not known"),
    ]
    if processor.contract_date:
        day = date_format(processor.contract_date, "DATE_FORMAT")
        parts.append(_("contract of %(date)s") % {"date": day})
    if transfer is not None:
        parts.append(_(transfer.safeguard))
    return Item(processor.name, detail=", ".join(parts))
