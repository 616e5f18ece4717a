"""What happens to somebody who only reads, in a few sentences from the declarations.

It happens unasked, so an activity that needs consent is no part of it. One whose group
nobody named counts: it might.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.privacy_page.sections import PageSection
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.processing import NotStored, StandardGroup

_UNASKED = (StandardGroup.READ, StandardGroup.OTHER)


def build_reading_section(disclosures: Iterable[Disclosure]) -> PageSection:
    """Say what reading contacts, stores on the device, uses and keeps."""
    unasked = [
        one
        for one in disclosures
        if one.activity.shown_in in _UNASKED and not one.needs_consent
    ]
    sentences = (
        (_contacts(unasked), _device(unasked), _used(unasked), *_kept(unasked), _rest())
        if unasked
        else (_("Nothing is declared that happens while you only read."),)
    )
    text = " ".join(sentence for sentence in sentences if sentence)
    return PageSection("only-reading", _("If you only read"), text)


def _contacts(disclosures: list[Disclosure]) -> str:
    hosts = [
        host
        for one in disclosures
        if one.activity.recipient
        for host in (one.activity.recipient.frames or one.activity.recipient.hosts)
    ]
    if not hosts:
        return _("Your browser contacts this site and nobody else.")
    return _("Besides this site, data goes to %(hosts)s.") % {
        "hosts": ", ".join(dict.fromkeys(hosts))
    }


def _device(disclosures: list[Disclosure]) -> str:
    names = [item.name for one in disclosures for item in one.activity.device_storage]
    if not names:
        return _("Nothing is stored on your device, no cookie either.")
    return _("Stored on your device: %(names)s.") % {"names": ", ".join(names)}


def _used(disclosures: list[Disclosure]) -> str:
    labels = [
        translate_text(item.label) for one in disclosures for item in one.activity.data
    ]
    return _("Our server uses: %(data)s.") % {"data": ", ".join(dict.fromkeys(labels))}


def _kept(disclosures: list[Disclosure]) -> Iterable[str]:
    kept = [
        one for one in disclosures if not isinstance(one.activity.retention, NotStored)
    ]
    if not kept:
        yield _("Nothing of it is kept.")
    for one in kept:
        how_long = next(row.text for row in one.first_layer if row.term == "how_long")
        yield f"{one.title}: {how_long}"


def _rest() -> str:
    return _("Everything else on this page begins only when you do something.")
