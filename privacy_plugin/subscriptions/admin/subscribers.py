"""Subscribers: masked addresses; each view of a whole address is logged."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import ModelLogEntry, Site

from privacy_plugin.admin.access.permissions import can_view_reports
from privacy_plugin.admin.concurrent_edits import STATE_FIELD, digest_state
from privacy_plugin.consent.receipt import receipt
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.egress.mail.email_addresses import canonical, mask
from privacy_plugin.exports.cells import BYTE_ORDER_MARK, escape_cell
from privacy_plugin.exports.compression import compress_response
from privacy_plugin.subscriptions.admin import csv_import
from privacy_plugin.subscriptions.admin.menu import consents_url
from privacy_plugin.subscriptions.admin.permission import ManagersView
from privacy_plugin.subscriptions.models import PendingSubscription, Reason, Subscriber
from privacy_plugin.subscriptions.signup.names import get_subscription_name
from privacy_plugin.subscriptions.subscribers import unsubscribe

REVEAL = "privacy_subscriptions.reveal"
EXPORT = "privacy_subscriptions.export"
PER_PAGE = 50
CHUNK = 1000  # subscribers in memory at once
HEADINGS = ("site", "email", "language", "kind", "frequency", "confirmed_at")
_TEMPLATES = "privacy_plugin/subscriptions/admin/"


class SubscribersView(ManagersView):
    """Subscribers by masked address; search by the whole address."""

    page_title = gettext_lazy("Subscribers")
    template_name = f"{_TEMPLATES}subscribers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subscribers = self.visible(Subscriber.objects.select_related("site"))
        subscribers = subscribers.order_by("-pk")
        pages = Paginator(subscribers.prefetch_related("subscriptions"), PER_PAGE)
        page = pages.get_page(self.request.GET.get("p"))
        rows = [
            {
                "pk": one.pk,
                "address": mask(one.email),
                "site": one.site,
                "kinds": [each.get_kind_display() for each in one.subscriptions.all()],
                "confirmed_at": one.confirmed_at,
                "failures": one.failures,
            }
            for one in page
        ]
        waiting = self.visible(
            PendingSubscription.objects.filter(subscriber__isnull=True)
        )
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "subscribers": page,
            "waiting": waiting.count(),
            "consents_url": consents_url()
            if can_view_reports(self.request.user)
            else "",
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Search by POST, so that the address is in no URL and no log."""
        email = request.POST.get("email", "")
        found = self.visible(Subscriber.objects.filter(mailbox=canonical(email)))
        found = found.order_by("pk")
        if not found:
            messages.info(request, _("Nobody with this address has confirmed it."))
            return redirect("subscriptions_admin:subscribers")
        return redirect("subscriptions_admin:subscriber", pk=found[0].pk)


class SubscriberView(ManagersView):
    """The proof for one subscriber, printable; the address on demand."""

    page_title = gettext_lazy("Subscriber")
    template_name = f"{_TEMPLATES}subscriber.html"
    is_revealed = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subscriber = self._subscriber(kwargs["pk"])
        subject = SubjectKey(subscriber.subject_key)
        email = subscriber.email
        return super().get_context_data(**kwargs) | {
            "subscriber": subscriber,
            "others": self._others(subscriber),
            "address": email if self.is_revealed else mask(email),
            "is_revealed": self.is_revealed,
            "shown_state": _state_of(subscriber),
            "lists": [
                (get_subscription_name(one), one)
                for one in subscriber.subscriptions.select_related("version")
            ],
            "receipt": receipt(subject, at=timezone.now()),
            "deliveries": subscriber.deliveries.select_related("mailing").order_by(
                "-pk"
            )[:PER_PAGE],
        }

    def _subscriber(self, pk: int) -> Subscriber:
        """Return the subscriber if the user manages its site."""
        subscriber = get_object_or_404(Subscriber, pk=pk)
        self.require_site(subscriber.site_id)
        return subscriber

    def _others(self, subscriber: Subscriber) -> QuerySet[Subscriber]:
        same = self.visible(Subscriber.objects.filter(mailbox=subscriber.mailbox))
        return same.exclude(pk=subscriber.pk).select_related("site").order_by("pk")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reveal the address, which is noted; or take it off for good."""
        subscriber = self._subscriber(pk)
        if request.POST.get("do") == "undeliverable":
            if request.POST.get(STATE_FIELD) != _state_of(subscriber):
                messages.error(
                    request,
                    _(
                        "The address or what it gets has changed since you opened "
                        "this page. Nothing was done: please look again."
                    ),
                )
                return redirect("subscriptions_admin:subscriber", pk=pk)
            unsubscribe.unsubscribe_from_everything(
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


def _state_of(subscriber: Subscriber) -> str:
    """Name the address, and what it gets, as they are now."""
    lists = subscriber.subscriptions.order_by("pk").values_list("pk", "frequency")
    return digest_state({"mailbox": subscriber.mailbox, "lists": list(lists)})


class ExportView(ManagersView):
    """Export the subscribers of the chosen sites as CSV, which is logged."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> StreamingHttpResponse:
        """Write one line per subscription."""
        response = StreamingHttpResponse(
            self._parts(), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = 'attachment; filename="subscribers.csv"'
        compress_response(response, request)
        return response

    def _parts(self) -> Iterator[str]:
        """Yield the file in parts; each address is noted before it leaves."""
        buffer = StringIO()
        writer = csv.writer(buffer)
        writer.writerow(HEADINGS)
        yield BYTE_ORDER_MARK + buffer.getvalue()
        subscribers = self.visible(Subscriber.objects.select_related("site"))
        subscribers = subscribers.order_by("pk")
        last = 0
        while chosen := list(
            subscribers.filter(pk__gt=last).prefetch_related("subscriptions")[:CHUNK]
        ):
            last = chosen[-1].pk
            log_exports(chosen, user=self.request.user)
            buffer = StringIO()
            csv.writer(buffer).writerows(_lines(chosen))
            yield buffer.getvalue()


def _lines(subscribers: Iterable[Subscriber]) -> Iterator[list[str]]:
    for one in subscribers:
        site = str(one.site or "")
        for each in one.subscriptions.all():
            cells = (site, one.email, one.language, each.kind, each.frequency)
            yield [*map(escape_cell, cells), each.confirmed_at.isoformat()]


def log_exports(
    subscribers: Iterable[Subscriber], *, user: AbstractBaseUser | AnonymousUser
) -> None:
    """Note in the history of each subscriber that the address was handed out.

    In one statement: 100,000 take Wagtail's own function minutes.
    """
    content_type = ContentType.objects.get_for_model(Subscriber)
    context, at = get_active_log_context(), timezone.now()
    ModelLogEntry.objects.bulk_create(
        [
            ModelLogEntry(
                content_type=content_type,
                object_id=str(one.pk),
                label=str(one),
                action=EXPORT,
                timestamp=at,
                uuid=context.uuid,
                user_id=user.pk,
            )
            for one in subscribers
        ]
    )


class ImportView(ManagersView):
    """Send confirmation mails to a list of addresses; nobody is added directly."""

    page_title = gettext_lazy("Invite a list of addresses")
    template_name = f"{_TEMPLATES}import.html"

    @property
    def _site(self) -> Site | None:
        """Return the chosen site, or the only one there is to choose."""
        return self.sites[0] if len(self.sites) == 1 else self.chosen_site

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin the double opt-in for each address."""
        file = request.FILES.get("file")
        if file is None or not file.size or file.size > csv_import.MOST_BYTES:
            messages.error(
                request, _("Please choose a CSV file of up to one megabyte.")
            )
            return redirect("subscriptions_admin:import")
        site = self._site
        if site is None or not get_site_controller(site.pk).is_complete:
            messages.error(
                request, _("Please choose a site that says who is responsible for it.")
            )
            return redirect("subscriptions_admin:import")
        asked = csv_import.import_addresses(file.read(), site=site, at=timezone.now())
        messages.success(
            request,
            _("%(asked)d addresses are invited, %(skipped)d were skipped.")
            % {"asked": asked.asked, "skipped": asked.skipped},
        )
        return redirect("subscriptions_admin:subscribers")
