"""What the pages of a request show: counts, findings, history, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from wagtail.models import Site

from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.http.parameters import parse_number
from privacy_plugin.rights.erasure import Remainder
from privacy_plugin.rights.people.findings import ROWS_A_PAGE, Findings, Section
from privacy_plugin.rights.people.lookup import FoundPerson
from privacy_plugin.rights.people.proof import Proof
from privacy_plugin.rights.requests.models import (
    Extension,
    RefusalReason,
    RequestEvent,
    RequestKind,
    SubjectRequest,
)

_DETAILS = {
    str(value): label
    for choices in (RequestKind, Proof, Extension, RefusalReason)
    for value, label in choices.choices
    if value
} | {"html": "HTML", "json": "JSON"}


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """One page of what is stored, and where it stands among the others."""

    sections: list[Section]
    total: int
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """An event in words; `editor` is empty for the person or the software."""

    event: RequestEvent
    detail: str
    editor: str


def get_counts_in_words(
    counts: FoundPerson | Mapping[str, int] | None,
) -> list[tuple[str, int]]:
    """Return how many rows there are of what, the names with a capital letter."""
    if counts is None:
        return []
    if isinstance(counts, FoundPerson):
        tables = Findings(counts.keys).tables
        return [(table.title, table.count) for table in tables]
    return [(_get_title(label), count) for label, count in counts.items()]


def get_remainders_in_words(
    stays: Iterable[Remainder],
) -> list[tuple[str, int, str]]:
    return [(one.title, one.count, _(one.reason)) for one in stays]


def get_request_controller(request: SubjectRequest) -> Controller:
    """Return who answers: the site's controller, the default site's for all sites."""
    default = Site.objects.filter(is_default_site=True).values_list("pk", flat=True)
    return get_site_controller(request.site_id or default.first())


def get_findings(person: FoundPerson, wanted: str) -> FindingsPage:
    """Return a page of what is stored; the nearest for a number there is not."""
    findings = Findings(person.keys)
    pages = Paginator(range(findings.total), ROWS_A_PAGE)
    page = pages.get_page(parse_number(wanted) or 1)
    start = (page.number - 1) * ROWS_A_PAGE
    sections = findings.get_sections(start, start + ROWS_A_PAGE)
    return FindingsPage(sections, findings.total, page.number, pages.num_pages)


def get_events(request: SubjectRequest) -> list[Step]:
    """Return what was done, oldest first, with the accounts that still exist."""
    events = list(request.events.order_by("pk"))
    keys = {event.editor_id for event in events if event.editor_id}
    editors = get_user_model()._default_manager.in_bulk(keys)
    return [
        Step(event, str(_DETAILS.get(event.detail, "")), _get_editor(event, editors))
        for event in events
    ]


def _get_editor(event: RequestEvent, editors: Mapping[object, object]) -> str:
    if event.editor_id is None:
        return ""
    found = editors.get(event.editor_id)
    return str(found) if found else _("a deleted account")


def _get_title(label: str) -> str:
    name = str(apps.get_model(label)._meta.verbose_name_plural)
    return f"{name[:1].upper()}{name[1:]}"
