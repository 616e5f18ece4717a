"""The report *Contacts with other hosts* in Wagtail's admin.

Everybody sees the pages they may edit.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import django_filters  # type: ignore[import-untyped] # it ships no types
import swapper
from django.db.models import Model, QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from privacy_plugin.embeds.html.references import ReferenceKind
from privacy_plugin.embeds.scan.content import ObjectSelector, Treatment
from privacy_plugin.embeds.scan.scanner import Finding, scan
from privacy_plugin.exports.views import SafeExportMixin

MAY_EDIT = ("add", "change", "publish")


def editable_by(user: Any) -> ObjectSelector:
    page = swapper.load_model("wagtailcore", "Page")
    pages = policy_registry.get_by_type(page)
    mine = pages.instances_user_has_any_permission_for(user, MAY_EDIT).values("pk")

    def within(model: type[Model]) -> QuerySet[Any]:
        objects = model._base_manager
        if issubclass(model, page):
            return objects.filter(pk__in=mine)
        names = model._meta.app_label, model._meta.model_name
        may_change = user.has_perm("{}.change_{}".format(*names))
        return objects.all() if may_change else objects.none()

    return within


class ContactFilterSet(WagtailFilterSet):
    """Filter the findings, which are a list and no queryset."""

    treatment, kind, host = (
        django_filters.MultipleChoiceFilter(label=label, widget=CheckboxSelectMultiple)
        for label in (_("Treatment"), _("What it is"), _("Host"))
    )

    def __init__(self, *args: Any, findings: Iterable[Finding], **kwargs: Any) -> None:
        super().__init__(*args, queryset=SimpleNamespace(model=None), **kwargs)
        findings = list(findings)
        kinds = {finding.reference.kind for finding in findings}
        treatments = {finding.treatment for finding in findings}
        offered = {
            "treatment": [(one, one.label) for one in Treatment if one in treatments],
            "kind": [(one, one.label) for one in ReferenceKind if one in kinds],
            "host": [
                (host, host)
                for host in sorted({finding.reference.host for finding in findings})
            ],
        }
        for name, choices in offered.items():
            self.filters[name].extra["choices"] = choices

    def filter_queryset(self, queryset: list[Finding]) -> list[Finding]:
        wanted = self.form.cleaned_data
        return [
            finding
            for finding in queryset
            if (not wanted["treatment"] or finding.treatment in wanted["treatment"])
            and (not wanted["kind"] or finding.reference.kind in wanted["kind"])
            and (not wanted["host"] or finding.reference.host in wanted["host"])
        ]


def get_host_label(finding: Finding) -> str:
    host = finding.reference.host
    if finding.provider.startswith(host):
        return finding.provider  # an operator per host is named by it
    return f"{host} ({finding.provider})" if finding.provider else host


def get_place(finding: Finding) -> str:
    if not finding.is_draft:
        return finding.path
    return gettext("%(path)s (draft)") % {"path": finding.path}


class ContactsReportView(SafeExportMixin, ReportView):
    page_title = _("Contacts with other hosts")
    header_icon = "globe"
    index_url_name = "embeds_report:index"
    index_results_url_name = "embeds_report:results"
    filterset_class = ContactFilterSet
    any_permission_required = MAY_EDIT
    verbose_name_plural = _("references to other hosts")
    export_filename = "contacts"
    export_headings = {
        "title": _("Title"),
        "label": _("Object"),
        "path": _("Place"),
        "is_draft": _("Draft"),
        "reference.kind": _("What it is"),
        "reference.host": _("Host"),
        "provider": _("Provider"),
        "treatment": _("Treatment"),
        "reference.url": _("Address"),
    }
    list_export = tuple(export_headings)

    @cached_property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(swapper.load_model("wagtailcore", "Page"))

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Title"), get_url=self.edit_url, width="220"),
            Column("place", label=_("Place"), accessor=get_place),
            Column("kind", label=_("What it is"), accessor="reference.kind.label"),
            Column("host", label=_("Host"), accessor=get_host_label),
            Column("treatment", label=_("Treatment"), accessor="treatment.label"),
        ]

    @cached_property
    def findings(self) -> list[Finding]:
        found = scan(editable_by(self.request.user))
        return sorted(
            found, key=lambda finding: list(Treatment).index(finding.treatment)
        )

    def edit_url(self, finding: Finding) -> str | None:
        if issubclass(finding.model, swapper.load_model("wagtailcore", "Page")):
            return reverse("wagtailadmin_pages:edit", args=[finding.pk])
        found = finding.model._base_manager.filter(pk=finding.pk).first()
        return AdminURLFinder(self.request.user).get_edit_url(found)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "findings": self.findings}

    def get_queryset(self) -> list[Finding]:
        return self.findings
