"""Shared base of the core's admin pages: template, site and permission."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site

from privacy_plugin.admin.access.permissions import get_chosen_site, get_report_sites

HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}


class SiteView(WagtailAdminTemplateMixin, TemplateView):
    """A page about one site, for those who may see it.

    ``?site=`` names the site; the default is the first one the user may see.
    """

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Deny access to users without a permission for this site."""
        self.site  # noqa: B018 - raises PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def sites(self) -> QuerySet[Site]:
        return get_report_sites(self.request.user)

    @cached_property
    def site(self) -> Site:
        return get_chosen_site(self.sites(), self.request.GET.get("site", ""))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"site": self.site, "sites": self.sites()}
