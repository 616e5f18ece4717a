"""Bring a list of addresses along: each is asked, none is believed.

An address that has left, said no or is known already is left out, and nobody is told
which.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.document import disclose
from privacy_plugin.disclosure.notice import publish
from privacy_plugin.subscriptions import enrolment
from privacy_plugin.subscriptions.addresses import mailbox_of
from privacy_plugin.subscriptions.forms import AddressField
from privacy_plugin.subscriptions.models import Kind, Subscriber, Suppression
from privacy_plugin.subscriptions.processing import POSTS

MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Count who is asked and who was left out."""

    asked: int
    skipped: int


def ask_all(content: bytes, *, at: datetime) -> Asked:
    """Begin the double opt-in for each address in the first column of a CSV file."""
    language = get_language() or conf.languages[0]
    digest = publish(disclose(POSTS, language=language)).digest
    wish = enrolment.Wish(kind=Kind.POSTS, digest=digest)
    asked = skipped = 0
    for email in _addresses(content):
        if not _may_be_asked(email):
            skipped += 1
            continue
        request = enrolment.Request(email=email, wishes=(wish,), language=language)
        enrolment.ask(request, at=at)
        asked += 1
    return Asked(asked, skipped)


def _addresses(content: bytes) -> list[str]:
    """Return what stands in the first column and could be an address, each once."""
    text = content.decode("utf-8-sig", errors="replace")
    cells = [row[0].strip() for row in csv.reader(io.StringIO(text)) if row]
    return list({mailbox_of(cell): cell for cell in cells if "@" in cell}.values())


def _may_be_asked(email: str) -> bool:
    try:
        AddressField().clean(email)
    except ValidationError:
        return False
    is_known = Subscriber.objects.filter(mailbox=mailbox_of(email)).exists()
    return not is_known and not Suppression.objects.of(email).exists()
