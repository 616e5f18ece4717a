"""The cells of one activity in the record, worded for a supervisory authority.

They speak of people in the third person. What a declaration says to readers is replaced
by a record text, or by the terms of the law. All in the active language.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.citation import format_citation
from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.disclosure.render.places import (
    describe_holders,
    describe_server,
    get_country_name,
    list_companies,
)
from privacy_plugin.disclosure.site_facts.countries import EEA
from privacy_plugin.processing import (
    N_,
    Category,
    Company,
    Consent,
    Contract,
    DeviceStorage,
    HeldInMemory,
    Keep,
    KeepOutside,
    KeepWhile,
    Lasting,
    LegalBasis,
    LegalObligation,
    LegitimateInterest,
    ProcessingActivity,
    Recipient,
    Role,
    Transfer,
)
from privacy_plugin.processing.recipient import STORAGE_LABELS
from privacy_plugin.processing.record_texts import get_record_text

_CATEGORIES: dict[str, str] = {  # whose labels address a reader
    Category.CHOICE: N_("Decisions"),
    Category.USER_AGENT: N_("Identification of the browser"),
    Category.HISTORY: N_("Use and processing history"),
}
_BASES: dict[type[LegalBasis], str] = {
    Consent: N_("%(citation)s (consent)"),
    Contract: N_("%(citation)s (contract, or steps at the person’s request)"),
    LegalObligation: N_("%(citation)s (legal obligation)"),
    LegitimateInterest: N_("%(citation)s (legitimate interest)"),
}
_ROLES: dict[Role, str] = {
    Role.PROCESSOR: N_("processor"),
    Role.CONTROLLER: N_("separate controller"),
    Role.JOINT_CONTROLLER: N_("joint controller"),
    Role.THIRD_PARTY: N_("third party"),
}
_LASTING: dict[Lasting, str] = {
    Lasting.SESSION: N_("until the browser is closed"),
    Lasting.UNTIL_DELETED: N_("until the person deletes it"),
    Lasting.UNKNOWN: N_("duration not known"),
}


def get_order(activity: ProcessingActivity) -> tuple[bool, bool]:
    """Put what stays here first, then what goes elsewhere, then the proofs of both."""
    return (activity.key.startswith("privacy."), activity.recipient is not None)


def _to_record(text: str) -> str:
    return translate_text(get_record_text(text))


def get_title(activity: ProcessingActivity) -> str:
    return _to_record(activity.title)


def get_purpose(activity: ProcessingActivity) -> str:
    return _to_record(activity.purpose.text)


def list_categories(activity: ProcessingActivity) -> str:
    """Return the categories of data, each once: Art. 30(1)(c)."""
    labels = (
        _(_CATEGORIES.get(item.category, item.category.label)) for item in activity.data
    )
    return "; ".join(dict.fromkeys(labels))


def describe_legal_basis(activity: ProcessingActivity) -> str:
    basis = activity.legal_basis
    return _(_BASES[type(basis)]) % {"citation": format_citation(basis.citation)}


def describe_recipient(
    activity: ProcessingActivity, controller: Controller, language: str
) -> str:
    """Say who gets the data, or on whose machine it stays: Art. 30(1)(d)."""
    if activity.goes_to_the_person:
        return _describe_mail(controller, language)
    if activity.outside is not None:
        return describe_holders(activity.outside, controller, language)
    if activity.recipient is None:
        return describe_server(controller, language)
    return _describe_role(activity.recipient)


def _describe_mail(controller: Controller, language: str) -> str:
    carriers = controller.site_facts.get_processors("mail")
    if not carriers:
        return _("The person concerned, by e-mail.")
    return _("The person concerned, by e-mail sent by %(companies)s.") % {
        "companies": list_companies(carriers, language)
    }


def _describe_role(recipient: Recipient) -> str:
    return _("%(name)s (%(role)s), reached at %(hosts)s.") % {
        "name": recipient.name,
        "role": _(_ROLES[recipient.role]),
        "hosts": ", ".join(dict.fromkeys((*recipient.frames, *recipient.hosts))),
    }


def describe_transfer(activity: ProcessingActivity, language: str) -> str:
    """Say to which third country data goes, or that it is not known: Art. 30(1)(e)."""
    recipient = activity.recipient
    if activity.outside is not None:
        holders = activity.outside.holders
        return " ".join(
            _describe_company(one.company, one.transfer, language) for one in holders
        )
    if recipient is None:
        return ""
    company = Company(recipient.name, recipient.country)
    return _describe_company(company, recipient.transfer, language)


def _describe_company(
    company: Company, transfer: Transfer | None, language: str
) -> str:
    if transfer is not None:
        countries = (get_country_name(code, language) for code in transfer.countries)
        return _("%(country)s. %(safeguard)s") % {
            "country": ", ".join(countries),
            "safeguard": _to_record(transfer.safeguard),
        }
    names = {"company": company.name}
    if not company.country:
        return (
            _(
                "It is not known in which country %(company)s is; a transfer to a "
                "third country cannot be ruled out."
            )
            % names
        )
    names["country"] = get_country_name(company.country, language)
    if company.country in EEA:
        return _("None: %(company)s is in %(country)s.") % names
    return _("%(company)s is in %(country)s; no safeguard is stated.") % names


def describe_retention(activity: ProcessingActivity, language: str) -> str:
    """Say when data is erased here, and at the recipient: Art. 30(1)(f)."""
    here = _describe_erasure(activity, language)
    if activity.recipient is None:
        return here
    return _("%(here)s %(recipient)s: %(there)s") % {
        "here": here,
        "recipient": activity.recipient.name,
        "there": _to_record(activity.recipient.kept_for),
    }


def _describe_erasure(activity: ProcessingActivity, language: str) -> str:
    retention = activity.retention
    period = getattr(retention, "period", None)
    names = {
        "period": format_duration(period, language)
        if isinstance(period, timedelta)
        else ""
    }
    if isinstance(retention, Keep):
        return _to_record(retention.sentence) % names
    if isinstance(retention, KeepOutside):
        return _("Deleted after %(period)s.") % names
    if isinstance(retention, HeldInMemory):
        return _("In memory only, for %(period)s at most.") % names
    if isinstance(retention, KeepWhile):
        return _to_record(retention.criterion)
    return _("Not stored.")


def describe_device(activity: ProcessingActivity, language: str) -> str:
    """List what is stored on a device, with its kind and how long it lasts."""
    return "; ".join(_describe_entry(one, language) for one in activity.device_storage)


def _describe_entry(entry: DeviceStorage, language: str) -> str:
    lasts = (
        _(_LASTING[entry.period])
        if isinstance(entry.period, Lasting)
        else format_duration(entry.period, language)
    )
    return f"{entry.name} ({_(STORAGE_LABELS[entry.kind])}, {lasts})"
