"""The receipt of one act: what was shown, agreed to and sent.

As data for a page, and as JSON-LD in the ISO/IEC TS 27560 profile of the W3C Data
Privacy Vocabulary (https://w3id.org/dpv/guides/consent-27560).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from privacy_plugin.consent.ledger import (
    CurrentConsent,
    get_current_consents,
    is_intact,
)
from privacy_plugin.consent.models import ConsentEvent, ConsentState
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.activities import get_activity_slug
from privacy_plugin.disclosure.models import DisclosureVersion

SCHEMA_VERSION = "1.0"
CONFORMS_TO = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"
_CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "pd": "https://w3id.org/dpv/pd#",
    "dct": "http://purl.org/dc/terms/",
}
_STATUS = {
    ConsentState.GIVEN: "dpv:ConsentGiven",
    ConsentState.RENEWED: "dpv:RenewedConsentGiven",
    ConsentState.WITHDRAWN: "dpv:ConsentWithdrawn",
    ConsentState.EXPIRED: "dpv:ConsentExpired",
}
_VALIDITY = {
    True: "dpv:ConsentStatusValidForProcessing",
    False: "dpv:ConsentStatusInvalidForProcessing",
}


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """One activity in a receipt: status, history and the text that was shown."""

    consent: CurrentConsent
    events: tuple[ConsentEvent, ...]
    document: dict[str, Any]
    is_intact: bool

    @property
    def slug(self) -> str:
        """Return the activity's key in a form that suits ids in HTML."""
        return get_activity_slug(self.consent.activity)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything the ledger holds about one act of one person."""

    subject: SubjectKey
    issued_at: datetime
    entries: tuple[ReceiptEntry, ...]


def receipt(subject: SubjectKey, *, at: datetime) -> Receipt:
    """Return the receipt of an act; it has no entries when nothing was agreed to."""
    return Receipt(
        subject=subject,
        issued_at=at,
        entries=tuple(_entry(item) for item in get_current_consents(subject, at=at)),
    )


def _entry(item: CurrentConsent) -> ReceiptEntry:
    return ReceiptEntry(
        consent=item,
        events=tuple(item.record.events.order_by("pk")),
        document=item.version.document,
        is_intact=is_intact(item.record),
    )


def as_json_ld(
    issued: Receipt, *, withdraw_at: str, notices: Iterable[DisclosureVersion] = ()
) -> dict[str, object]:
    """Return the receipt as JSON-LD; `withdraw_at` is the address for withdrawing.

    `notices` stood beside the form besides what was agreed to.
    """
    return {
        "@context": _CONTEXT,
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": CONFORMS_TO,
        "dct:hasVersion": SCHEMA_VERSION,
        "dct:identifier": issued.subject,
        "dct:issued": issued.issued_at.isoformat(),
        "dpv:hasConsentRecord": [
            _record(entry, issued.subject, withdraw_at) for entry in issued.entries
        ],
        "dpv:hasNotice": [_notice(one, "dpv:PrivacyNotice") for one in notices],
    }


def _record(
    entry: ReceiptEntry, subject: SubjectKey, withdraw_at: str
) -> dict[str, object]:
    version = entry.consent.version
    facts: dict[str, Any] = version.facts
    recipient = facts["recipient"]
    return {
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": CONFORMS_TO,
        "dct:hasVersion": SCHEMA_VERSION,
        "dct:identifier": str(entry.consent.record.pk),
        "dpv:hasDataSubject": {"@type": "dpv:DataSubject", "dct:identifier": subject},
        "dpv:hasJurisdiction": "EU",
        "dpv:hasNotice": _notice(version, "dpv:ConsentNotice"),
        "dpv:hasProcess": {
            "@type": "dpv:Process",
            "dct:identifier": entry.consent.activity,
            "dpv:hasPurpose": {
                "@type": facts["purpose"]["broader"],
                "dct:description": facts["purpose"]["text"],
            },
            "dpv:hasPersonalData": [
                {"@type": item["category"], "dct:title": item["sent_as"]}
                for item in facts["data"]
            ],
            "dpv:hasLegalBasis": facts["legal_basis"]["term"],
            "dpv:hasDataController": {"dct:title": facts["controller"]},
            "dpv:hasRecipient": _recipient(recipient) if recipient else [],
            "dpv:hasStorageCondition": {
                "@type": "dpv:StorageCondition",
                "dpv:hasLocation": _("On this site's server"),
                "dct:description": facts["retention"],
            },
            "dpv:hasRight": [
                f"eu-gdpr:A{article}" for article in (13, 15, 16, 17, 18, 20, 77)
            ]
            + ["eu-gdpr:A7-3"],
        },
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dct:source": withdraw_at,
        },
        "dpv:hasConsentStatus": [_event(event) for event in entry.events],
        "dpv:hasStatus": _VALIDITY[entry.consent.is_active],
    }


def _notice(version: DisclosureVersion, kind: str) -> dict[str, object]:
    return {
        "@type": kind,
        "dct:identifier": version.digest,
        "dct:language": version.language,
        "dct:issued": version.created_at.isoformat(),
        "dct:description": version.document,
    }


def _recipient(recipient: dict[str, Any]) -> dict[str, object]:
    transfer = recipient["transfer"]
    return {
        "@type": recipient["role"],
        "dct:title": recipient["name"],
        "dpv:hasLocation": transfer["country"] if transfer else "",
        "dpv:hasStorageCondition": recipient["kept_for"],
    }


def _event(event: ConsentEvent) -> dict[str, object]:
    return {
        "@type": _STATUS[ConsentState(event.state)],
        "dct:type": "dpv:ExpressedConsent",
        "dct:date": event.at.isoformat(),
        "dct:valid": event.valid_until.isoformat() if event.valid_until else None,
        "dpv:hasIndicationMethod": event.method,
        "dct:identifier": event.hash,
    }
