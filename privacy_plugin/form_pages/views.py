"""Receive a message without a cookie, and show a private thank-you page."""

from __future__ import annotations

from http import HTTPStatus

import swapper
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.disclosure.controller import get_controller, get_page_site
from privacy_plugin.disclosure.privacy_page.form_details import build_details
from privacy_plugin.disclosure.render.retention_period import describe_declared_period
from privacy_plugin.form_pages import tasks
from privacy_plugin.form_pages.disclosures import (
    describe_obstacle,
    find_missing_of,
    get_page_disclosures,
)
from privacy_plugin.form_pages.forms import OWN_FIELDS, DisclosedForm
from privacy_plugin.form_pages.mailboxes import list_addresses
from privacy_plugin.form_pages.models import DisclosedFormMixin, Submission
from privacy_plugin.form_pages.processing import ABUSE_PROTECTION
from privacy_plugin.form_pages.spam_heuristics import is_flood
from privacy_plugin.http.client_ip import get_rate_limit_ip
from privacy_plugin.http.same_origin import same_origin_required
from privacy_plugin.http.site_redirect import redirect_to_site
from privacy_plugin.rights.views import message, private


@same_origin_required
@require_POST
def send(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take a message in, or show the page again with what is wrong."""
    page = _form_page(page_id)
    controller = get_controller(get_page_site(page, request), request)
    if obstacle := describe_obstacle(page, controller):
        return _refuse(request, obstacle)
    form = page.form_for(controller, request.POST)
    if not form.is_valid():
        return _again(request, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if is_flood(get_rate_limit_ip(request), at=timezone.now()):
        form.add_error(None, _slow_down())
        return _again(request, page, form, HTTPStatus.TOO_MANY_REQUESTS)
    stored = page.process_form_submission(form)
    if list_addresses(page):
        run_after_commit(tasks.enqueue_email_copies)
    return redirect("form_pages:thanks", token=sign(SubjectKey(stored.subject_key)))


def _refuse(request: HttpRequest, obstacle: str) -> HttpResponse:
    """Say why, and give back what was entered into the fields of editors."""
    names = (name for name in request.POST if not name.startswith(OWN_FIELDS))
    return message(
        request,
        _("This form cannot be used"),
        obstacle,
        text="\n\n".join(", ".join(request.POST.getlist(name)) for name in names),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _again(
    request: HttpRequest, page: DisclosedFormMixin, form: DisclosedForm, status: int
) -> HttpResponse:
    """Show the page again, with what was entered and what is wrong."""
    context = page.get_context(request) | {"form": form}
    return render(request, page.get_template(request), context, status=status)


def _slow_down() -> str:
    return _(
        "Many messages have come from your connection within a short time. Please "
        "wait %(period)s and send it again."
    ) % {"period": describe_declared_period(ABUSE_PROTECTION)}


@require_safe
@private
def thanks(request: HttpRequest, subject: SubjectKey) -> HttpResponse:
    """Say that the message has arrived, with the way to what was agreed to."""
    stored = Submission.objects.filter(subject_key=subject).first()
    if stored is None:
        return message(
            request,
            _("This message does not exist any more"),
            _("It was deleted, together with everything that was entered."),
            status=HTTPStatus.GONE,
        )
    page = stored.page.specific
    context = {"page": page, "page_url": page.get_url(request), "token": sign(subject)}
    elsewhere = redirect_to_site(request, stored.site_id)
    return elsewhere or render(
        request, "privacy_plugin/form_pages/thanks.html", context
    )


@require_safe
def details(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show all details of what stands beside the form of a page."""
    page = _form_page(page_id)
    controller = get_controller(get_page_site(page, request), request)
    if find_missing_of(page):
        return _refuse(request, describe_obstacle(page, controller))
    context = {
        "form_details": build_details(
            page.title, get_page_disclosures(page, controller), controller
        ),
        "canonical_url": request.build_absolute_uri(request.path),
    }
    return render(request, "privacy_plugin/pages/form_details.html", context)


def _form_page(page_id: int) -> DisclosedFormMixin:
    """Return the page, if everybody can see it and it has a form that discloses."""
    pages = swapper.load_model("wagtailcore", "Page").objects.live().public()
    page = pages.filter(pk=page_id).first()
    found = page.specific if page is not None else None
    if not isinstance(found, DisclosedFormMixin):
        raise Http404
    return found
