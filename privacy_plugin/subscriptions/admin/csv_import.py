"""Import a list of addresses: each gets a confirmation mail (double opt-in).

Suppressed and known addresses are skipped, without saying which.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from wagtail.models import Site

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.disclosure.render.document import disclose
from privacy_plugin.egress.mail.email_addresses import canonical
from privacy_plugin.subscriptions.models import Kind, Subscriber, Suppression
from privacy_plugin.subscriptions.processing import POSTS
from privacy_plugin.subscriptions.signup import double_opt_in
from privacy_plugin.subscriptions.views.forms import AddressField

MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ImportResult:
    asked: int
    skipped: int


def import_addresses(content: bytes, *, site: Site, at: datetime) -> ImportResult:
    """Begin the double opt-in for each address in the first column of a CSV file.

    They are asked in the name of `site`, whose controller must be complete.
    """
    controller = get_site_controller(site.pk)
    language = get_language() or conf.languages[0]
    digest = save_version(
        disclose(POSTS, controller=controller, language=language)
    ).digest
    choice = double_opt_in.SubscriptionChoice(kind=Kind.POSTS, digest=digest)
    asked = skipped = 0
    for email in _addresses(content):
        if not _may_be_asked(email, site):
            skipped += 1
            continue
        request = double_opt_in.SubscriptionRequest(
            email=email, choices=(choice,), language=language, site=site
        )
        double_opt_in.request_subscription(request, at=at)
        asked += 1
    return ImportResult(asked, skipped)


def _addresses(content: bytes) -> list[str]:
    """Return the unique possible addresses in the first column."""
    text = content.decode("utf-8-sig", errors="replace")
    cells = [row[0].strip() for row in csv.reader(io.StringIO(text)) if row]
    return list({canonical(cell): cell for cell in cells if "@" in cell}.values())


def _may_be_asked(email: str, site: Site) -> bool:
    try:
        AddressField().clean(email)
    except ValidationError:
        return False
    known = Subscriber.objects.filter(mailbox=canonical(email), site=site)
    has_left = Suppression.objects.of(email, site_id=site.pk)
    return not known.exists() and not has_left.exists()
