"""The copy a person gets: one HTML file that loads nothing, and JSON (Art. 15, 20)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.processing import Keep, KeepWhile, ProcessingActivity
from privacy_plugin.rights.errors import NobodyFound, ProofMissing
from privacy_plugin.rights.people.findings import Findings
from privacy_plugin.rights.people.lookup import FoundPerson
from privacy_plugin.rights.shown_notices import find_shown_notices

_FOLDER = "privacy_plugin/rights"


def export_person(person: FoundPerson) -> Findings:
    """Return everything about somebody who showed who they are.

    Raises ProofMissing for anybody else: Art. 12(6) GDPR; NobodyFound.
    """
    if not person.is_identified:
        raise ProofMissing
    found = Findings(person.keys)
    if not found.total:
        raise NobodyFound
    return found


def as_json(found: Findings, *, at: datetime, language: str) -> str:
    """Return the copy as JSON: each activity, each stored column, what was shown."""
    with override(language):
        document = {
            "created_at": at.isoformat(),
            "activities": [_describe(one) for one in found.activities.values()],
            "records": found.get_data(),
            "shown": [_describe_notice(one) for one in find_shown_notices(found.keys)],
        }
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_html(
    found: Findings, controller: Controller, *, at: datetime, language: str
) -> str:
    """Return the copy as a page that prints well and loads nothing from anywhere."""
    with override(language):
        page = render_to_string(
            f"{_FOLDER}/report.html",
            {
                "controller": controller,
                "created_at": at,
                "activities": [_describe(one) for one in found.activities.values()],
                "sections": found.get_sections(),
                "notices": find_shown_notices(found.keys),
                "language": language,
            },
        )
        style = render_to_string(f"{_FOLDER}/report.css")
    return page.replace("</head>", f"<style>{style}</style></head>", 1)


def _describe(activity: ProcessingActivity) -> dict[str, Any]:
    """Return what Art. 15(1) asks to say, in the active language."""
    recipient = activity.recipient
    return {
        "activity": activity.key,
        "title": gettext(activity.title),
        "purpose": gettext(activity.purpose.text),
        "retention": _get_retention(activity),
        "recipient": recipient.name if recipient else "",
        "erasure": gettext(activity.erasure),
    }


def _describe_notice(notice: DisclosureVersion) -> dict[str, Any]:
    """Return the frozen text as it is, in the language it was shown in."""
    return {
        "activity": notice.activity,
        "language": notice.language,
        "digest": notice.digest,
        "document": notice.document,
    }


def _get_retention(activity: ProcessingActivity) -> str:
    retention = activity.retention
    if isinstance(retention, Keep):
        period = format_duration(retention.period, get_text_language())
        return gettext(retention.sentence) % {"period": period}
    return gettext(retention.criterion) if isinstance(retention, KeepWhile) else ""
