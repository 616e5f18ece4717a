"""Subscribers: masked until somebody looks closer, which is noted."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from privacy_plugin.admin.permission import may_report
from privacy_plugin.consent.receipt import receipt
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.subscriptions import importing, leaving
from privacy_plugin.subscriptions.addresses import mailbox_of, masked
from privacy_plugin.subscriptions.admin.menu import consents_url
from privacy_plugin.subscriptions.admin.permission import ManagersView
from privacy_plugin.subscriptions.admin.report import harmless
from privacy_plugin.subscriptions.models import Enrolment, Reason, Subscriber
from privacy_plugin.subscriptions.wording import name_of_subscription

REVEAL = "privacy_subscriptions.reveal"
EXPORT = "privacy_subscriptions.export"
PER_PAGE = 50
_TEMPLATES = "privacy_plugin/subscriptions/admin/"


class SubscribersView(ManagersView):
    """List subscribers by masked address; find one by the whole address."""

    page_title = gettext_lazy("Subscribers")
    template_name = f"{_TEMPLATES}subscribers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Mask each address."""
        subscribers = Subscriber.objects.order_by("-pk")
        pages = Paginator(subscribers.prefetch_related("subscriptions"), PER_PAGE)
        page = pages.get_page(self.request.GET.get("p"))
        rows = [
            {
                "pk": one.pk,
                "address": masked(one.email),
                "kinds": [each.get_kind_display() for each in one.subscriptions.all()],
                "confirmed_at": one.confirmed_at,
                "failures": one.failures,
            }
            for one in page
        ]
        waiting = Enrolment.objects.filter(subscriber__isnull=True).count()
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "subscribers": page,
            "waiting": waiting,
            "consents_url": consents_url() if may_report(self.request.user) else "",
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Find somebody; the address stands in no address bar and in no log."""
        email = request.POST.get("email", "")
        found = Subscriber.objects.filter(mailbox=mailbox_of(email)).first()
        if found is None:
            messages.info(request, _("Nobody with this address has confirmed it."))
            return redirect("subscriptions_admin:subscribers")
        return redirect("subscriptions_admin:subscriber", pk=found.pk)


class SubscriberView(ManagersView):
    """Show the proof for one subscriber, fit to be printed; the address on demand."""

    page_title = gettext_lazy("Subscriber")
    template_name = f"{_TEMPLATES}subscriber.html"
    is_revealed = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what was asked, shown, confirmed and sent."""
        subscriber = get_object_or_404(Subscriber, pk=kwargs["pk"])
        subject = SubjectKey(subscriber.subject_key)
        email = subscriber.email
        return super().get_context_data(**kwargs) | {
            "subscriber": subscriber,
            "address": email if self.is_revealed else masked(email),
            "is_revealed": self.is_revealed,
            "lists": [
                (name_of_subscription(one), one)
                for one in subscriber.subscriptions.select_related("version")
            ],
            "receipt": receipt(subject, at=timezone.now()),
            "deliveries": subscriber.deliveries.select_related("mailing").order_by(
                "-pk"
            )[:PER_PAGE],
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reveal the address, which is noted; or take it off for good."""
        subscriber = get_object_or_404(Subscriber, pk=pk)
        if request.POST.get("do") == "undeliverable":
            leaving.leave_all(
                subscriber,
                method="admin:undeliverable",
                at=timezone.now(),
                reason=Reason.UNDELIVERABLE,
            )
            messages.success(request, _("The address gets nothing any more."))
            return redirect("subscriptions_admin:subscribers")
        log(instance=subscriber, action=REVEAL, user=request.user)
        self.is_revealed = True
        return self.render_to_response(self.get_context_data(pk=pk))


class ExportView(ManagersView):
    """Hand out all subscribers as CSV, which is noted."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write one line per subscription."""
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="subscribers.csv"'
        writer = csv.writer(response)
        writer.writerow(("email", "language", "kind", "frequency", "confirmed_at"))
        for one in Subscriber.objects.order_by("pk").prefetch_related("subscriptions"):
            log(instance=one, action=EXPORT, user=request.user)
            for each in one.subscriptions.all():
                cells = (one.email, one.language, each.kind, each.frequency)
                row = [*map(harmless, cells), each.confirmed_at.isoformat()]
                writer.writerow(row)
        return response


class ImportView(ManagersView):
    """Ask the addresses of a list whether they want mail; none is taken over as is."""

    page_title = gettext_lazy("Ask a list of addresses")
    template_name = f"{_TEMPLATES}import.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin the double opt-in for each address."""
        file = request.FILES.get("file")
        if file is None or not file.size or file.size > importing.MOST_BYTES:
            messages.error(
                request, _("Please choose a CSV file of up to one megabyte.")
            )
            return redirect("subscriptions_admin:import")
        asked = importing.ask_all(file.read(), at=timezone.now())
        messages.success(
            request,
            _("%(asked)d addresses are asked, %(skipped)d were left out.")
            % {"asked": asked.asked, "skipped": asked.skipped},
        )
        return redirect("subscriptions_admin:subscribers")
