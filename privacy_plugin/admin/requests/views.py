"""The list of requests, a new one, and what is public under a name."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from privacy_plugin.admin.access.sites import has_several_sites
from privacy_plugin.admin.page import HOME
from privacy_plugin.admin.requests.access import (
    can_answer_requests,
    get_visible_requests,
    request_access,
)
from privacy_plugin.admin.requests.forms import NameForm, NewRequestForm
from privacy_plugin.rights.people.public import find_public
from privacy_plugin.rights.requests.models import PENDING, RequestState
from privacy_plugin.rights.requests.steps import receive

_FOLDER = "privacy_plugin/admin/requests"
_A_PAGE = 50
DESK = {
    "url": reverse_lazy("privacy_admin:requests"),
    "label": gettext_lazy("Requests"),
}
OVERDUE, TO_DO = "overdue", "pending"


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """A page for those who may answer requests; never kept by a browser."""

    header_icon = "user"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Deny access to everybody else."""
        if not can_answer_requests(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, DESK, {"url": "", "label": self.get_page_title()}]


class RequestsView(DeskView):
    """The requests, those that are due first; ``?state=`` narrows the list."""

    template_name = f"{_FOLDER}/index.html"
    page_title = gettext_lazy("Requests")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.GET.get("state", TO_DO)
        rows = get_visible_requests(self.request.user)
        if chosen == OVERDUE:
            today = timezone.localdate()
            rows = rows.filter(state__in=PENDING, answer_by__lt=today)
        elif chosen == TO_DO:
            rows = rows.filter(state__in=PENDING)
        elif chosen in RequestState.values:
            rows = rows.filter(state=chosen)
        ended_last = Case(When(state__in=PENDING, then=Value(0)), default=Value(1))
        rows = rows.order_by(ended_last, "answer_by", "pk")
        pages = Paginator(rows, _A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "requests": pages,
            "states": [
                (TO_DO, _("To be answered")),
                (OVERDUE, _("Overdue")),
                *RequestState.choices,
                ("", _("All")),
            ],
            "chosen": chosen,
            "has_sites": has_several_sites(),
            "name_form": NameForm(),
        }


class NewRequestView(DeskView):
    """Write down a request that came in."""

    template_name = f"{_FOLDER}/new.html"
    page_title = gettext_lazy("New request")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", NewRequestForm(user=self.request.user))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewRequestForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        found = receive(
            form.get_new_request(),
            identity=form.cleaned_data["identity"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The request is written down."))
        return redirect(reverse("privacy_admin:request", args=[found.pk]))


class NameView(DeskView):
    """What everybody can read under a name. The name is posted, and not kept."""

    template_name = f"{_FOLDER}/name.html"
    page_title = gettext_lazy("Public under a name")
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NameForm(request.POST)
        found = None
        if form.is_valid():
            sites = request_access.site_ids(request.user)
            found = find_public(form.cleaned_data["name"], sites)
        context = self.get_context_data(form=form, found=found)
        return self.render_to_response(context, status=200 if found else 422)
