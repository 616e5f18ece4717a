"""Store the notice that is shown, and recognise it when a form comes back.

Source: GDPR Art. 7(1); EDPB Guidelines 05/2020, section 5.1 (a copy of the information
presented); ISO/IEC TS 27560, notice.
"""

from __future__ import annotations

import re

from django.utils import timezone

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.errors import StaleNotice, UnknownNotice
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.render.document import Disclosure, disclose

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


def save_version(disclosure: Disclosure) -> DisclosureVersion:
    """Store a disclosure once, and return the stored version."""
    stored = DisclosureVersion.objects.filter(digest=disclosure.digest).first()
    if stored is not None:  # the usual case, in which no document is written out
        return stored
    version, _created = DisclosureVersion.objects.get_or_create(
        digest=disclosure.digest,
        defaults={
            "facts_digest": disclosure.facts_digest,
            "activity": disclosure.key,
            "language": disclosure.language,
            "site_id": disclosure.controller.site_id,
            "facts": disclosure.facts,
            "document": disclosure.as_dict(),
            "created_at": timezone.now(),
        },
    )
    return version


def get_shown_version(
    key: str, digest: str, *, controller: Controller
) -> DisclosureVersion:
    """Return the version a form displayed, as a stored proof.

    Raises StaleNotice when the facts have changed since (ask again), UnknownNotice
    when this site never showed it or does not say who is responsible, UnknownActivity
    when the activity is not in force.
    """
    if not controller.is_complete:
        raise UnknownNotice(key)
    current = disclose(key, controller=controller)
    if not _DIGEST.match(digest):
        raise UnknownNotice(key)
    for language in (current.language, *conf.languages):
        shown = disclose(key, controller=controller, language=language)
        if shown.digest == digest:
            return save_version(shown)
    version = DisclosureVersion.objects.filter(digest=digest, activity=key).first()
    if version is None:
        raise UnknownNotice(key)
    if version.facts_digest != current.facts_digest:
        raise StaleNotice(key)
    return version
