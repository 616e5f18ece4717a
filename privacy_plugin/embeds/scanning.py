"""Say what in a site's content leads to other hosts, and what becomes of it.

The command ``privacy_scan`` prints it, the report in Wagtail's admin shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_noop as _
from wagtail.models import Site

from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.content import Text, Treatment, Version, Within, versions
from privacy_plugin.embeds.references import Kind, Reference, references


class Fate(StrEnum):
    """Say what becomes of a reference when somebody reads the text."""

    OPEN = "open"
    MAYBE = "maybe"
    GATED = "gated"
    LINKED = "linked"
    REMOVED = "removed"


FATE_LABELS: dict[Fate, str] = {
    Fate.OPEN: _("is loaded"),
    Fate.MAYBE: _("is loaded if a template prints the text as it is"),
    Fate.GATED: _("waits for the reader"),
    Fate.LINKED: _("is a link"),
    Fate.REMOVED: _("is made inert"),
}
LOADED = frozenset({Fate.OPEN, Fate.MAYBE})
_TREATED: dict[Treatment, Fate] = {
    Treatment.AS_IS: Fate.OPEN,
    Treatment.PLAIN: Fate.MAYBE,
    Treatment.INERT: Fate.REMOVED,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one reference: in which object, where in it, to what, and its fate.

    `provider` is the name of a provider we know, empty for nobody's.
    """

    model: type[Model]
    pk: object
    title: str
    is_draft: bool
    path: str
    reference: Reference
    fate: Fate
    provider: str

    @property
    def is_loaded(self) -> bool:
        """Say whether a reader's browser would contact the host unasked."""
        return self.fate in LOADED

    @property
    def label(self) -> str:
        """Name the object: its model and its number."""
        return f"{self.model._meta.label}:{self.pk}"

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "model": self.model._meta.label,
            "id": self.pk,
            "title": self.title,
            "draft": self.is_draft,
            "path": self.path,
            "kind": self.reference.kind.value,
            "host": self.reference.host,
            "url": self.reference.url,
            "state": self.fate.value,
            "provider": self.provider,
        }


def everything(model: type[Model]) -> QuerySet[Any]:
    """Select all there is of a model."""
    return model._base_manager.all()


def scan(within: Within = everything) -> Iterator[Finding]:
    """Yield each reference to another host in the content that `within` selects."""
    ours, known = own_hosts(), catalogue.providers()
    for version in versions(within):
        title = version.title
        for text in version.texts:
            for reference in references(text.html):
                if reference.host in ours:
                    continue
                title = title or _title(version)
                yield _finding(version, title, text, reference, known)


def own_hosts() -> frozenset[str]:
    """Return the hosts of this site."""
    addresses = (
        getattr(settings, "WAGTAILADMIN_BASE_URL", None) or "",
        settings.MEDIA_URL,
        settings.STATIC_URL,
    )
    named = {urlsplit(address).hostname or "" for address in addresses}
    sites = Site.objects.values_list("hostname", flat=True)
    return frozenset({*named, *(name.lower() for name in sites)} - {""})


def _title(version: Version) -> str:
    found = version.model._base_manager.filter(pk=version.pk).first()
    return str(found) if found is not None else ""


def _finding(
    version: Version,
    title: str,
    text: Text,
    reference: Reference,
    known: catalogue.Providers,
) -> Finding:
    match = catalogue.match(reference.url, known)
    if reference.kind is Kind.EMBED:
        fate = Fate.GATED if match else Fate.LINKED
    else:
        fate = _TREATED[text.treatment]
    return Finding(
        model=version.model,
        pk=version.pk,
        title=title,
        is_draft=version.is_draft,
        path=text.path,
        reference=reference,
        fate=fate,
        provider=match.provider.name if match else "",
    )
