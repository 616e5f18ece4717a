"""One request: identity, what is stored, export, erasure, deadline, end.

Whatever changes or shows something is a POST; no address holds more than a number.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from privacy_plugin.admin.requests import forms
from privacy_plugin.admin.requests.access import get_request_or_deny
from privacy_plugin.admin.requests.request_context import (
    get_counts_in_words,
    get_events,
    get_findings,
    get_remainders_in_words,
    get_request_controller,
)
from privacy_plugin.admin.requests.views import DeskView
from privacy_plugin.rights.errors import NobodyFound, ProofMissing, RequestClosed
from privacy_plugin.rights.people.findings import ROWS_A_PAGE
from privacy_plugin.rights.people.report import as_html, as_json
from privacy_plugin.rights.requests import steps
from privacy_plugin.rights.requests.models import (
    EventType,
    RequestState,
    SubjectRequest,
)

_FOLDER = "privacy_plugin/admin/requests"
_TYPES = {"html": "text/html; charset=utf-8", "json": "application/json"}


class RequestView(DeskView):
    """A request, its history, and what can be done next."""

    template_name = f"{_FOLDER}/request.html"

    @cached_property
    def found(self) -> SubjectRequest:
        return get_request_or_deny(self.request, self.kwargs["number"])

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Say in words why a step was not possible, at the request itself."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except ProofMissing:
            sentence = _("First it has to be shown whose data it is.")
        except NobodyFound:
            sentence = _("Nothing is stored.")
        except RequestClosed:
            sentence = _("Somebody has ended this request meanwhile.")
        messages.error(request, sentence)
        return self.back()

    def back(self) -> HttpResponse:
        return redirect(reverse("privacy_admin:request", args=[self.found.pk]))

    def get_page_title(self) -> str:
        return _("Request %(number)s") % {"number": self.found}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("identity_form", forms.IdentityForm())
        person = steps.get_person(self.found) if self.found.is_pending else None
        return super().get_context_data(**kwargs) | {
            "found": self.found,
            "events": get_events(self.found),
            "counts": get_counts_in_words(person),
            "is_identified": bool(person and person.is_identified),
            "extend_form": forms.ExtendForm(auto_id="extend_%s"),
            "refuse_form": forms.RefuseForm(auto_id="refuse_%s"),
        }


class IdentityView(RequestView):
    """Take a link, a receipt or an address for a request."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        del number
        form = forms.IdentityForm(request.POST)
        found = self.found
        if not form.is_valid():
            context = self.get_context_data(identity_form=form)
            return self.render_to_response(context, status=422)
        text = form.cleaned_data["identity"]
        steps.identify(found, text, by=request.user, at=timezone.now())
        return self.back()


class ConfirmationView(RequestView):
    """Order the mail that confirms an address."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        del number
        found = self.found
        steps.ask_for_confirmation(found, by=request.user, at=timezone.now())
        messages.success(
            request,
            _("The mail is sent as soon as possible. Its link works for seven days."),
        )
        return self.back()


class FindingsView(RequestView):
    """What is stored, in words, page by page; only once identity is shown."""

    template_name = f"{_FOLDER}/findings.html"
    http_method_names = ["post"]

    def get_page_title(self) -> str:
        return _("What is stored")

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        del number
        person = steps.get_person(self.found)
        if not person.is_identified:
            raise ProofMissing
        page = get_findings(person, request.POST.get("page", ""))
        at = timezone.now()
        steps.record_step(self.found, EventType.VIEWED, by=request.user, at=at)
        context = self.get_context_data(page=page, rows_a_page=ROWS_A_PAGE)
        return self.render_to_response(context)


class ExportView(RequestView):
    """Hand the copy over as a file, HTML or JSON."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        form = request.POST.get("format", "")
        if form not in _TYPES:
            raise PermissionDenied
        found, at = self.found, timezone.now()
        copy = steps.export(found, form, by=request.user, at=at)
        if form == "json":
            text = as_json(copy, at=at, language=found.language)
        else:
            controller = get_request_controller(found)
            text = as_html(copy, controller, at=at, language=found.language)
        response = HttpResponse(text, content_type=_TYPES[form])
        name = f"request-{number}.{form}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


class ErasurePreviewView(RequestView):
    """What erasing would delete, and what stays and why."""

    template_name = f"{_FOLDER}/erase.html"
    http_method_names = ["post"]

    def get_page_title(self) -> str:
        return _("Erase?")

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        del number
        at = timezone.now()
        preview = steps.preview_erasure(self.found, by=request.user, at=at)
        context = self.get_context_data(
            goes=get_counts_in_words(preview.erased),
            stays=get_remainders_in_words(preview.stays),
        )
        return self.render_to_response(context)


class EraseView(RequestView):
    """Erase, and say what went."""

    template_name = f"{_FOLDER}/erased.html"
    http_method_names = ["post"]

    def get_page_title(self) -> str:
        return _("Erased")

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        del number
        erased = steps.erase(self.found, by=request.user, at=timezone.now())
        context = self.get_context_data(erased=get_counts_in_words(erased))
        return self.render_to_response(context)


class StepView(RequestView):
    """Extend, answer, refuse, close or open again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: int, step: str) -> HttpResponse:
        del request, number
        acts = {
            "extend": self._extend,
            "answer": lambda: self._end(RequestState.ANSWERED),
            "refuse": self._refuse,
            "close": lambda: self._end(RequestState.CLOSED),
            "reopen": self._reopen,
        }
        if step not in acts:
            raise Http404
        acts[step]()
        return self.back()

    def _extend(self) -> None:
        form = forms.ExtendForm(self.request.POST)
        if form.is_valid():
            reason, at = form.cleaned_data["reason"], timezone.now()
            steps.extend(self.found, reason, by=self.request.user, at=at)

    def _refuse(self) -> None:
        form = forms.RefuseForm(self.request.POST)
        if form.is_valid():
            self._end(RequestState.REFUSED, form.cleaned_data["reason"])

    def _end(self, state: RequestState, reason: str = "") -> None:
        user, at = self.request.user, timezone.now()
        steps.end(self.found, state, reason, by=user, at=at)

    def _reopen(self) -> None:
        steps.reopen(self.found, by=self.request.user, at=timezone.now())
