"""The rows of a disclosure, in the active language.

Each row answers one question of a reader, or one item of Art. 13 GDPR. `term` is a
stable name for tests and JSON; heading and text are for people. The first layer gives
numbers where the second gives names (see ``items``).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.items import (
    Item,
    hide_if_few,
    hide_unless_many,
    list_device_items,
    list_entered_items,
    list_site_added_items,
    summarize_data_items,
)
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.disclosure.render.legal import (
    describe_legal_basis,
    describe_objection,
    describe_rights,
)
from privacy_plugin.disclosure.render.places import (
    describe_company,
    describe_holders,
    describe_mail_server,
    describe_server,
    get_country_name,
)
from privacy_plugin.processing import (
    Company,
    HeldInMemory,
    Keep,
    KeepOutside,
    KeepWhile,
    LegalObligation,
    ProcessingActivity,
    Recipient,
    Retention,
    Transfer,
)
from privacy_plugin.processing.vocabulary import ROLE_LABELS


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a text, a list of items, or both; optionally with a link."""

    term: str
    heading: str
    text: str = ""
    items: tuple[Item, ...] = ()
    url: str = ""

    def as_dict(self) -> dict[str, object]:
        return asdict(self) | {"items": [asdict(item) for item in self.items]}


def build_first_layer(
    activity: ProcessingActivity, controller: Controller, language: str
) -> tuple[Row, ...]:
    """Return who, which data, why, where to, how long and how to take it back."""
    return (
        Row("who", _("Who"), _who(activity, controller)),
        Row("data", _("Which data"), items=summarize_data_items(activity)),
        Row("why", _("Why"), translate_text(activity.purpose.text)),
        Row("where", _("Where to"), _where(activity, controller, language)),
        *_device_rows(activity, language),
        Row("how_long", _("How long"), _how_long(activity, language)),
        Row("take_back", _("Withdrawal"), translate_text(activity.erasure)),
    )


def build_second_layer(
    activity: ProcessingActivity, controller: Controller, language: str
) -> tuple[Row, ...]:
    """Return everything else Art. 13 asks for; rows without an answer are left out."""
    rows = (
        Row("controller", _("Controller"), _contact(controller)),
        Row(
            "protection_officer",
            _("Data protection officer"),
            controller.protection_officer,
        ),
        Row("whose", _("Whose data"), _whose(activity)),
        Row(
            "entered",
            _("From you"),
            items=_without_source(hide_unless_many(list_entered_items(activity))),
        ),
        Row(
            "added",
            _("Added by this site"),
            items=_without_source(hide_if_few(list_site_added_items(activity))),
        ),
        Row(
            "entries",
            _("On your device"),
            items=hide_if_few(list_device_items(activity, language)),
        ),
        Row("legal_basis", _("Legal basis"), describe_legal_basis(activity)),
        Row("wire_names", _("Fields as they are sent"), items=_wire_items(activity)),
        *_recipient_rows(activity, language),
        Row("necessity", _("Do you have to?"), _necessity(activity)),
        Row(
            "rights",
            _("Your rights"),
            describe_rights(has_consent=activity.needs_consent),
        ),
        Row(
            "objection",
            _("Your right to object"),
            describe_objection(activity, controller),
        ),
        Row("complaint", _("Complaint"), _complaint(controller)),
        Row("automated", _("Automated decisions"), _automated()),
    )
    return tuple(row for row in rows if row.text or row.items)


def _without_source(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items of a row whose heading names the source already."""
    return tuple(replace(item, source="") for item in items)


def _who(activity: ProcessingActivity, controller: Controller) -> str:
    if activity.recipient is None:
        return controller.name
    return _("%(controller)s, and %(recipient)s") % {
        "controller": controller.name,
        "recipient": activity.recipient.name,
    }


def _format_recipient(recipient: Recipient, language: str) -> str:
    """Return the recipient with its country and its owner, as far as declared."""
    if recipient.is_known_by_host:
        return _("%(host)s (we have not said yet who runs it, or in which country)") % {
            "host": recipient.name
        }
    if not recipient.country and not recipient.frames:
        return recipient.name
    seat = describe_company(Company(recipient.name, recipient.country), language)
    if recipient.parent is None:
        return seat
    return _("%(company)s, owned by %(parent)s") % {
        "company": seat,
        "parent": describe_company(recipient.parent, language),
    }


def _where(activity: ProcessingActivity, controller: Controller, language: str) -> str:
    recipient = activity.recipient
    if activity.goes_to_the_person:
        return describe_mail_server(controller, language)
    if activity.outside is not None:
        return describe_holders(activity.outside, controller, language)
    if recipient is None:
        return describe_server(controller, language)
    if recipient.frames:
        return _("Your browser itself contacts %(hosts)s: %(recipient)s.") % {
            "hosts": ", ".join(recipient.frames),
            "recipient": _format_recipient(recipient, language),
        }
    if recipient.transfer is None:
        return _("To %(recipient)s.") % {
            "recipient": _format_recipient(recipient, language)
        }
    return _("To %(recipient)s, %(country)s.") % {
        "recipient": recipient.name,
        "country": get_country_name(recipient.transfer.country, language),
    }


def _device_rows(activity: ProcessingActivity, language: str) -> tuple[Row, ...]:
    """Return the row of device storage, where a browser contacts a recipient."""
    kept = list_device_items(activity, language)
    if hide_if_few(kept):
        text = _("%(count)s entries, named below.") % {"count": len(kept)}
        return (Row("device", _("On your device"), text),)
    if kept:
        return (Row("device", _("On your device"), items=kept),)
    if activity.recipient is not None and activity.recipient.frames:
        nothing = _("We know of nothing that is kept on your device.")
        return (Row("device", _("On your device"), nothing),)
    return ()


def _kept_here(retention: Retention, language: str) -> str:
    if isinstance(retention, Keep):
        return translate_text(retention.sentence) % {
            "period": format_duration(retention.period, language)
        }
    if isinstance(retention, KeepWhile):
        return translate_text(retention.criterion)
    if isinstance(retention, KeepOutside):
        return _("It is deleted after %(period)s.") % {
            "period": format_duration(retention.period, language)
        }
    if isinstance(retention, HeldInMemory):
        return _("Only in memory, for %(period)s at most; then it is gone.") % {
            "period": format_duration(retention.period, language)
        }
    return _("We keep nothing of it.")


def _how_long(activity: ProcessingActivity, language: str) -> str:
    here = _kept_here(activity.retention, language)
    if activity.recipient is None:
        return here
    return _("%(here)s %(recipient)s: %(there)s") % {
        "here": here,
        "recipient": activity.recipient.name,
        "there": translate_text(activity.recipient.kept_for),
    }


def _contact(controller: Controller) -> str:
    parts = (controller.name, controller.address, controller.email)
    return ", ".join(" ".join(part.split()) for part in parts if part)


def _whose(activity: ProcessingActivity) -> str:
    return ", ".join(_(who.label) for who in activity.data_subjects)


def _wire_items(activity: ProcessingActivity) -> tuple[Item, ...]:
    personal = tuple(
        Item(label=translate_text(item.label), name=item.sent_as)
        for item in activity.data
        if item.sent_as
    )
    rest = tuple(
        Item(label=_("nothing about you"), name=name) for name in activity.not_personal
    )
    return personal + rest


def _recipient_rows(activity: ProcessingActivity, language: str) -> tuple[Row, ...]:
    recipient = activity.recipient
    if recipient is None:
        return _holder_rows(activity, language)
    return (
        Row(
            "recipient",
            _("Recipient"),
            _reached(recipient),
            url=recipient.get_policy_url(language),
        ),
        Row("contact", _("Where to write to"), translate_text(recipient.contact)),
        Row("lookup", _("What our server asks"), _lookup(recipient)),
        Row(
            "transfer",
            _("Transfer to another country"),
            _transfer(recipient.transfer, language) if recipient.transfer else "",
        ),
    )


def _holder_rows(activity: ProcessingActivity, language: str) -> tuple[Row, ...]:
    """Return the transfers to those who have data outside of this software."""
    holders = activity.outside.holders if activity.outside else ()
    transfers = [_transfer(one.transfer, language) for one in holders if one.transfer]
    if not transfers:
        return ()
    heading = _("Transfer to another country")
    return (Row("transfer", heading, " ".join(transfers)),)


def _reached(recipient: Recipient) -> str:
    names = {
        "name": recipient.name,
        "role": _(ROLE_LABELS[recipient.role]),
        "hosts": ", ".join(recipient.frames or recipient.hosts),
        "media": ", ".join(recipient.media),
    }
    if not recipient.frames:
        return _("%(name)s (%(role)s), reached at %(hosts)s.") % names
    if not recipient.media:
        return _("%(name)s (%(role)s). Your browser contacts %(hosts)s.") % names
    return (
        _(
            "%(name)s (%(role)s). Your browser contacts %(hosts)s; what is shown there "
            "may come from %(media)s."
        )
        % names
    )


def _lookup(recipient: Recipient) -> str:
    if not recipient.frames or not recipient.hosts:
        return ""
    return _(
        "Before it is published, our server asks %(hosts)s for the title and a "
        "picture. Nothing about you is in that question."
    ) % {"hosts": ", ".join(recipient.hosts)}


def _transfer(transfer: Transfer, language: str) -> str:
    countries = [get_country_name(code, language) for code in transfer.countries]
    return _("%(country)s. %(safeguard)s") % {
        "country": ", ".join(countries),
        "safeguard": translate_text(transfer.safeguard),
    }


def _necessity(activity: ProcessingActivity) -> str:
    if activity.necessity:
        return translate_text(activity.necessity)
    if activity.needs_consent:
        return _("No. Everything here works without it.")
    if isinstance(activity.legal_basis, LegalObligation):
        return _("It follows from what you do here; otherwise it does not happen.")
    return _("No law or contract obliges you.")


def _complaint(controller: Controller) -> str:
    if controller.supervisory_authority:
        return _(
            "You can complain to a data protection authority, for example to "
            "%(authority)s."
        ) % {"authority": controller.supervisory_authority}
    return _("You can complain to any data protection authority.")


def _automated() -> str:
    return _("No decision with legal effect is made by a machine alone.")
