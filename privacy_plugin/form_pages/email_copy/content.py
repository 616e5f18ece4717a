"""Write the mail about a message: every field, then where, when and what was found.

Source: RFC 3834 (Auto-Submitted).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy_plugin.conf import conf
from privacy_plugin.egress.mail.connection import CONTENT, REPLY_TO
from privacy_plugin.egress.mail.message import EmailContent
from privacy_plugin.form_pages.fields import get_field_name
from privacy_plugin.form_pages.processing import FINDING, FORM, SENT_AT
from privacy_plugin.validation.control_characters import (
    LINES,
    one_line,
    replace_control_characters,
)


def collect_values(page: Any, submission: Any) -> dict[str, str]:
    """Return what the mail may hold, under the names of its declaration."""
    labels = {get_field_name(field): field.label for field in page.get_form_fields()}
    entered = {
        name: submission.email if value is None and submission.email else value
        for name, value in submission.form_data.items()
    }
    lines = [
        _format_field(one_line(labels.get(name, name)), _format_value(value))
        for name, value in entered.items()
    ]
    return {
        CONTENT: "\n".join(lines),
        REPLY_TO: submission.email,
        FORM: page.full_url or page.title,
        SENT_AT: _format_time(submission.submit_time),
        FINDING: submission.get_finding_display() if submission.finding else "",
    }


def build_email(page: Any, values: Mapping[str, str], *, language: str) -> EmailContent:
    """Return the mail with these values."""
    with override(language):
        facts = {
            _("Form"): values.get(FORM, ""),
            _("Sent"): values.get(SENT_AT, ""),
            _("Our own check"): values.get(FINDING, ""),
        }
    below = [f"{label}: {value}" for label, value in facts.items() if value]
    return EmailContent(
        sender=page.from_address or conf.admin_from_email,
        subject=one_line(page.subject) or page.title,
        text="\n\n".join([values.get(CONTENT, ""), "-- ", "\n".join(below)]) + "\n",
        headers={"Auto-Submitted": "auto-generated"},
    )


def _format_field(label: str, value: str) -> str:
    """Return a field; lines of a text are indented, so that none looks like a field."""
    lines = value.splitlines()
    if len(lines) <= 1:
        return f"{label}: {value.strip()}"
    return "\n".join([f"{label}:", *(f"  {line}".rstrip() for line in lines)])


def _format_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return replace_control_characters(text, keep=LINES)


def _format_time(at: datetime) -> str:
    return str(date_format(timezone.localtime(at), "DATETIME_FORMAT"))
