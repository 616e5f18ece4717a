"""A report whose rows belong to sites, limited to those the user may see.

With several sites it has a column and a filter for them; exports always have the
column.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped] # it ships no types
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.coreutils import multigetattr
from wagtail.models import Site

from privacy_plugin.admin.access.sites import SiteAccess, has_several_sites
from privacy_plugin.admin.reports.exportable import ExportableReport


class SiteFilterSet(WagtailFilterSet):
    """Filter by site, for users who see several."""

    access: ClassVar[SiteAccess]
    site_lookup: ClassVar[str]
    site = django_filters.ModelChoiceFilter(
        label=_("Site"), queryset=Site.objects.none(), method="on_site"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = self.access.sites(self.request.user)
        if len(sites[:2]) > 1:
            self.filters["site"].queryset = sites
        else:
            del self.filters["site"]

    def on_site(
        self, rows: QuerySet[Any], _name: str, site: Site | None
    ) -> QuerySet[Any]:
        return rows.filter(**{self.site_lookup: site.pk}) if site else rows


class SiteReport(ExportableReport):
    """Rows whose site is found by the lookup `site_lookup`."""

    access: ClassVar[SiteAccess]
    site_lookup: ClassVar[str]
    columns: Any = ()
    list_export: Any = ()
    export_headings: Any = {}
    custom_field_preprocess: Any = {}

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Add the site to the columns of the page, where needed, and of files."""
        super().setup(request, *args, **kwargs)
        path = self.site_lookup.replace("__", ".")
        name_of = self.get_site_name
        if has_several_sites():
            column = Column(
                "site",
                label=_("Site"),
                accessor=lambda row: name_of(multigetattr(row, path)),
            )
            self.columns = (*self.columns, column)
        self.list_export = (*self.list_export, path)
        self.export_headings = {**self.export_headings, path: _("Site")}
        self.custom_field_preprocess = {
            **self.custom_field_preprocess,
            path: dict.fromkeys(self.FORMATS, name_of),
        }

    @cached_property
    def _site_names(self) -> dict[int, str]:
        return {site.pk: str(site) for site in Site.objects.all()}

    def get_site_name(self, site_id: int | None) -> str:
        """Return what a site is called, and say so where it is gone."""
        if site_id is None:
            return "–"
        return self._site_names.get(site_id) or str(_("a deleted site"))

    def visible_sites(self) -> list[int] | None:
        """Return the primary keys of the sites this person sees, None for all."""
        return self.access.site_ids(self.request.user)

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        sites = self.visible_sites()
        return (
            rows if sites is None else rows.filter(**{f"{self.site_lookup}__in": sites})
        )
