"""Who may see subscribers and steer mailings: one permission for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

MANAGE = "privacy_subscriptions.manage_subscriber"


def may_manage(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether this editor may see the pages of subscriptions."""
    has_perm = getattr(user, "has_perm", None)
    return bool(has_perm and has_perm(MANAGE))


class ManagersView(WagtailAdminTemplateMixin, TemplateView):
    """Be a page of the admin that only managers of subscribers may open."""

    header_icon = "mail"
    url_name = ""
    _show_breadcrumbs = True

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Refuse everybody else."""
        if not may_manage(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> Sequence[dict[str, object]]:
        """Lead back to the mailings."""
        own = {"url": "", "label": self.get_page_title()}
        start = {"url": reverse("subscriptions_admin:index"), "label": _("Mailings")}
        before = [] if self.url_name == "index" else [start]
        return [*self.breadcrumbs_items, *before, own]
