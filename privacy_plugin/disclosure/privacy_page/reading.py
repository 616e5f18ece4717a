"""What happens to somebody who only reads, in a few sentences from the declarations.

It happens unasked, so an activity that needs consent is no part of it. One whose group
nobody named counts: it might. What the browser contacts follows from the content policy
and from where files are; the foot of a page says the same sentence.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.privacy_page.sections import PageSection
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.http.content_policy import (
    ANY_HOST,
    find_admitted_hosts,
    get_file_hosts,
    get_policies,
)
from privacy_plugin.processing import NotStored, StandardGroup

_UNASKED = (StandardGroup.READ, StandardGroup.OTHER)


def build_reading_section(
    disclosures: Iterable[Disclosure], *, own_host: str
) -> PageSection:
    """Say what reading contacts, stores on the device, uses and keeps."""
    unasked = [one for one in disclosures if not one.needs_consent]
    read = [one for one in unasked if one.activity.shown_in in _UNASKED]
    entered = [one for one in unasked if one.activity.shown_in is StandardGroup.ENTER]
    sentences = (
        *(describe_browser_contacts(own_host), _recipients(read)),
        *(_device(read), _device_of_locked_pages(entered)),
        *((_used(read), *_kept(read), _rest()) if read else (_nothing_declared(),)),
    )
    text = " ".join(sentence for sentence in sentences if sentence)
    return PageSection("only-reading", _("If you only read"), text)


def describe_browser_contacts(own_host: str) -> str:
    """Say whom a reader's browser contacts; empty where nothing keeps others out.

    `own_host` is that of the site.
    """
    admitted = find_admitted_hosts(get_policies())
    hosts = ", ".join(sorted((admitted | get_file_hosts()) - {own_host, ANY_HOST}))
    if ANY_HOST in admitted:
        also = _("While you read, your browser also contacts %(hosts)s.")
        return also % {"hosts": hosts} if hosts else ""
    if hosts:
        return _(
            "While you read, your browser contacts only this site and %(hosts)s, "
            "unless you allow more."
        ) % {"hosts": hosts}
    return _(
        "While you read, your browser contacts only this site, unless you allow more."
    )


def _recipients(disclosures: list[Disclosure]) -> str:
    hosts = [
        host
        for one in disclosures
        if one.activity.recipient
        for host in (one.activity.recipient.frames or one.activity.recipient.hosts)
    ]
    if not hosts:
        return ""
    return _("Besides this site, data goes to %(hosts)s.") % {
        "hosts": ", ".join(dict.fromkeys(hosts))
    }


def _device(disclosures: list[Disclosure]) -> str:
    names = _list_stored(disclosures)
    if not names:
        return _("Nothing is stored on your device, no cookie either.")
    return _("Stored on your device: %(names)s.") % {"names": names}


def _device_of_locked_pages(disclosures: list[Disclosure]) -> str:
    names = _list_stored(disclosures)
    return names and _("Only pages with a password need cookies: %(names)s.") % {
        "names": names
    }


def _list_stored(disclosures: list[Disclosure]) -> str:
    names = [item.name for one in disclosures for item in one.activity.device_storage]
    return ", ".join(dict.fromkeys(names))


def _nothing_declared() -> str:
    return _("Nothing is declared that happens while you only read.")


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
