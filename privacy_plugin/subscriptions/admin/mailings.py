"""Progress of mailings, with pause, resume and stop."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.subscriptions import tasks
from privacy_plugin.subscriptions.admin.permission import ManagersView
from privacy_plugin.subscriptions.models import (
    OPEN_STATES,
    TOO_MANY,
    Delivery,
    DeliveryState,
    Mailing,
    MailingState,
)

PER_PAGE = 20
_TEMPLATES = "privacy_plugin/subscriptions/admin/"


class MailingsView(ManagersView):
    """The mailings, newest first, with the number of mails in each state."""

    page_title = _("Mailings")
    url_name = "index"
    template_name = f"{_TEMPLATES}mailings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = {
            f"{state}_count": Count("deliveries", filter=Q(deliveries__state=state))
            for state in DeliveryState.values
        }
        mailings = self.visible(Mailing.objects.select_related("site"))
        mailings = mailings.annotate(**counts).order_by("-pk")
        pages = Paginator(mailings, PER_PAGE)
        mailing_page = pages.get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "mailings": mailing_page,
            "open_states": OPEN_STATES,
            "too_many": TOO_MANY,
        }


class MailingActionView(ManagersView):
    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        mailing = get_object_or_404(Mailing, pk=pk)
        self.require_site(mailing.site_id)
        steer(pk, request.POST.get("do", ""))
        return redirect("subscriptions_admin:index")


def steer(mailing_id: int, verb: str) -> None:
    """Pause, resume or stop a mailing; what is being handed over goes through."""
    mailings = Mailing.objects.filter(pk=mailing_id)
    if verb == "pause":
        going = mailings.filter(state=MailingState.SENDING)
        going.update(state=MailingState.PAUSED)
    elif verb == "resume":
        paused = mailings.filter(state=MailingState.PAUSED)
        held = paused.filter(reason=TOO_MANY)  # nobody has written down yet whom to
        if held.update(state=MailingState.PREPARING, reason="") or paused.update(
            state=MailingState.SENDING
        ):
            run_after_commit(tasks.enqueue_delivery)
    elif verb == "stop":
        at = timezone.now()
        is_open = mailings.filter(state__in=OPEN_STATES)
        if is_open.update(state=MailingState.STOPPED, reason="editor", ended_at=at):
            left = Delivery.objects.filter(mailing=mailing_id)
            left = left.filter(state=DeliveryState.QUEUED)
            left.finish(state=DeliveryState.FAILED, detail="stopped", ended_at=at)
