"""Who may manage which sites' subscribers and mailings (decision 60).

Source: Wagtail's ``SitePermissionPolicy``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy

from privacy_plugin.admin.access.sites import (
    SiteAccess,
    SitePermission,
    has_several_sites,
)
from privacy_plugin.http.parameters import parse_number
from privacy_plugin.subscriptions.models import Subscriber

SITE_PERMISSION = SitePermission(
    "privacy_subscriptions", "manage_subscriber", _("Manage the subscribers of")
)
Rows = TypeVar("Rows", bound="QuerySet[Any]")

subscriber_access = SiteAccess(SitePermissionPolicy(Subscriber), "manage")


def may_manage(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether this editor may see the pages of subscriptions, of any site."""
    return subscriber_access.is_granted(user)


class ManagersOnlyMixin:
    """Admit managers of subscribers only."""

    _show_breadcrumbs = True
    url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_manage(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc] # a view's

    def get_breadcrumbs_items(self: Any) -> Sequence[dict[str, object]]:
        own = {"url": "", "label": self.get_page_title()}
        start = {"url": reverse("subscriptions_admin:index"), "label": _("Mailings")}
        before = [] if self.url_name == "index" else [start]
        return [*self.breadcrumbs_items, *before, own]


class ManagersView(ManagersOnlyMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page about one site (``?site=``) or all sites of a manager."""

    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find no site that is gone or not theirs."""
        is_known = not self.requested_site or self.chosen_site is not None
        if may_manage(request.user) and not is_known:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def sites(self) -> list[Site]:
        return list(subscriber_access.sites(self.request.user))

    @property
    def requested_site(self) -> str:
        """Return the key in the address or the form, empty for all sites."""
        return self.request.GET.get("site") or self.request.POST.get("site") or ""

    @cached_property
    def chosen_site(self) -> Site | None:
        """Return the site the page was narrowed to, None for all of them."""
        number = parse_number(self.requested_site)
        return next((site for site in self.sites if site.pk == number), None)

    def visible(self, rows: Rows) -> Rows:
        """Return those rows that belong to a site this person manages."""
        if self.chosen_site is not None:
            return rows.filter(site=self.chosen_site)
        return subscriber_access.limit(rows, self.request.user, lookup="site_id")

    def require_site(self, site_id: int | None) -> None:
        if not subscriber_access.covers(self.request.user, site_id):
            raise PermissionDenied

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sites to choose from, and whether there are several."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "sites": self.sites,
            "chosen_site": self.chosen_site,
            "has_sites": has_several_sites(),
        }
