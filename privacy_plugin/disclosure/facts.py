"""The facts of an activity as canonical data, the same in every language.

A change here is material: consents for the old facts no longer count, and readers are
asked again. Titles, labels, questions and hints are wording and are left out. Whether
data is stored is a fact; the column is not.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.processing import (
    Company,
    DeviceStorage,
    Holder,
    PersonalData,
    ProcessingActivity,
    Recipient,
    Transfer,
)
from privacy_plugin.processing.vocabulary import EditorText

FACTS_SCHEMA = 1


def get_facts(
    activity: ProcessingActivity, controller: Controller
) -> dict[str, object]:
    """Return what a consent to this activity rests on.

    The number of material changes an admin published is part of it, once there is one.
    """
    material = controller.published_texts.count_material_changes(activity.key)
    return get_declared_facts(activity, controller) | (
        {"material": material} if material else {}
    )


def get_declared_facts(
    activity: ProcessingActivity, controller: Controller
) -> dict[str, object]:
    """Return the facts alone, whatever an admin wrote beside them."""
    activity = controller.with_overrides(activity)
    found = {
        "schema": FACTS_SCHEMA,
        "activity": activity.key,
        "controller": controller.name,
        "purpose": asdict(activity.purpose),
        "data_subjects": [str(subject) for subject in activity.data_subjects],
        "data": [_datum(item, activity.recipient) for item in activity.data],
        "not_personal": sorted(activity.not_personal),
        "legal_basis": {
            "term": activity.legal_basis.term,
            "explanation": activity.legal_basis.explanation,
        },
        "recipient": _recipient(activity.recipient),
        "retention": get_retention_facts(activity),
        "necessity": activity.necessity,
    }
    if activity.outside:
        found["outside"] = [_holder(one) for one in activity.outside.holders]
    if activity.device_storage:
        found["device"] = [_on_device(item) for item in activity.device_storage]
    return found


def _datum(item: PersonalData, recipient: Recipient | None) -> dict[str, object]:
    """Return the item's facts; one that only its label describes has that, too.

    That is what a browser sends without a name, and what an editor asks for.
    """
    is_nameless = recipient is not None and recipient.frames and not item.sent_as
    has_label = is_nameless or isinstance(item.label, EditorText)
    return ({"label": item.label} if has_label else {}) | {
        "category": str(item.category),
        "source": str(item.source),
        "sent_as": item.sent_as,
        "stored": bool(item.stored_as),
        "optional": item.optional,
        "public": item.public,
    }


def _on_device(item: DeviceStorage) -> dict[str, object]:
    lasts = item.period
    return {
        "kind": str(item.kind),
        "name": item.name,
        "period": lasts.total_seconds() if isinstance(lasts, timedelta) else str(lasts),
        "on_use": item.on_use,
    }


def _recipient(recipient: Recipient | None) -> dict[str, object] | None:
    if recipient is None:
        return None
    return {
        "name": recipient.name,
        "role": str(recipient.role),
        "hosts": sorted(recipient.hosts),
        "kept_for": recipient.kept_for,
        "policy_url": recipient.policy_url,
        "transfer": _transfer(recipient.transfer) if recipient.transfer else None,
        **_in_the_browser(recipient),
    }


def _in_the_browser(recipient: Recipient) -> dict[str, object]:
    """Return the facts of recipients that a reader's browser contacts."""
    if not recipient.frames:
        return {}
    return {
        "frames": sorted(recipient.frames),
        "media": sorted(recipient.media),
        "country": recipient.country,
        "parent": _company(recipient.parent) if recipient.parent else None,
    }


def _company(company: Company) -> dict[str, object]:
    """Return who it is; where to write to is no fact a consent rests on."""
    return {"name": company.name, "country": company.country}


def _holder(holder: Holder) -> dict[str, object]:
    transfer = _transfer(holder.transfer) if holder.transfer else None
    return _company(holder.company) | {"transfer": transfer}


def _transfer(transfer: Transfer) -> dict[str, object]:
    found: dict[str, object] = {
        "country": transfer.country,
        "safeguard": transfer.safeguard,
    }
    if transfer.further:
        found["further"] = sorted(transfer.further)
    return found


def get_retention_facts(activity: ProcessingActivity) -> dict[str, object]:
    """Return kind and length of the retention; periods in seconds."""
    retention = activity.retention
    values = {
        name: value.total_seconds() if isinstance(value, timedelta) else value
        for name, value in asdict(retention).items()
        if name not in {"after", "brief"}
    }
    return {"kind": type(retention).__name__, **values}
