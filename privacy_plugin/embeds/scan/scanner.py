"""Find external resources in a site's content, and how each is treated.

Used by the command ``privacy_scan`` and the report in Wagtail's admin.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from wagtail.models import Site

from privacy_plugin.embeds.html.references import (
    Reference,
    ReferenceKind,
    find_references,
)
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.scan.content import (
    LOADED,
    ObjectSelector,
    Text,
    Treatment,
    Version,
    iter_versions,
)
from privacy_plugin.validation.web_urls import get_hostname


@dataclass(frozen=True, slots=True)
class Finding:
    """One reference: object, place, resource and treatment.

    `provider` is the name of a known provider, or empty.
    """

    model: type[Model]
    pk: object
    title: str
    is_draft: bool
    path: str
    reference: Reference
    treatment: Treatment
    provider: str

    @property
    def is_loaded(self) -> bool:
        """Say whether a reader's browser would contact the host unasked."""
        return self.treatment in LOADED

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}:{self.pk}"

    def as_dict(self) -> dict[str, object]:
        return {
            "model": self.model._meta.label,
            "id": self.pk,
            "title": self.title,
            "draft": self.is_draft,
            "path": self.path,
            "kind": self.reference.kind.value,
            "host": self.reference.host,
            "url": self.reference.url,
            "state": self.treatment.value,
            "provider": self.provider,
        }


def all_objects(model: type[Model]) -> QuerySet[Any]:
    return model._base_manager.all()


def scan(within: ObjectSelector = all_objects) -> Iterator[Finding]:
    ours, known = get_own_hosts(), provider_registry.providers()
    for version in iter_versions(within):
        title = version.title
        for text in version.texts:
            for reference in find_references(text.html):
                if reference.host in ours:
                    continue
                title = title or _title(version)
                yield _finding(version, title, text, reference, known)


def get_own_hosts() -> frozenset[str]:
    addresses = (
        getattr(settings, "WAGTAILADMIN_BASE_URL", None) or "",
        settings.MEDIA_URL,
        settings.STATIC_URL,
    )
    named = {get_hostname(address) for address in addresses}
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
    known: provider_registry.Providers,
) -> Finding:
    match = provider_registry.match_url(reference.url, known)
    if reference.kind is ReferenceKind.EMBED:
        treatment = Treatment.GATED if match else Treatment.LINKED
    else:
        treatment = text.treatment
    return Finding(
        model=version.model,
        pk=version.pk,
        title=title,
        is_draft=version.is_draft,
        path=text.path,
        reference=reference,
        treatment=treatment,
        provider=match.provider.name if match else "",
    )
