"""Preview the mail about a post, and send it to oneself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import swapper
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.controller import get_page_site
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import EgressError
from privacy_plugin.egress.mail.connection import ADDRESS, CONTENT, MailConnection
from privacy_plugin.egress.mail.message import EmailContent
from privacy_plugin.http.site_url import get_site_url
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.subscriptions.emails import render
from privacy_plugin.subscriptions.emails.content import (
    build_page_item,
    sends_full_posts,
)
from privacy_plugin.subscriptions.models import Kind
from privacy_plugin.subscriptions.newsletter_page import NewsletterPageMixin
from privacy_plugin.subscriptions.processing import TEST_MAIL


def can_preview_email(page: Any, user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether this editor may edit the page, and so see its mail."""
    return bool(page.permissions_for_user(user).can_edit())


class EmailPreviewView(WagtailAdminTemplateMixin, TemplateView):
    """The mail about a page as it is in the editor now."""

    page_title = gettext_lazy("The mail about it")
    header_icon = "mail"
    template_name = "privacy_plugin/subscriptions/admin/test_email.html"
    _show_breadcrumbs = True
    page: Any

    def dispatch(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        pages: type[Model] = swapper.load_model("wagtailcore", "Page")
        found: Any = get_object_or_404(pages, pk=pk)
        self.page = found.get_latest_revision_as_object()
        if not isinstance(self.page, NewsletterPageMixin):
            raise Http404
        if not can_preview_email(found, request.user):
            raise PermissionDenied
        return super().dispatch(request, pk=pk)

    def get_breadcrumbs_items(self) -> Sequence[dict[str, object]]:
        editor = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        back = {"url": editor, "label": self.page.title}
        own = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, back, own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = _build_content(self.page)
        context = {
            "content": content,
            "address": getattr(self.request.user, "email", ""),
        }
        return super().get_context_data(**kwargs) | context

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        email = getattr(request.user, "email", "")
        try:
            _send(email, _build_content(self.page))
        except EgressError:
            messages.error(request, _("The mail server rejected it."))
        except UnknownActivity:
            messages.error(request, _("This site sends no test mails at the moment."))
        else:
            messages.success(request, _("It is on its way to you."))
        return redirect("subscriptions_admin:try", pk=pk)


def _send(email: str, content: EmailContent) -> None:
    with MailConnection() as line:
        line.ensure_open()
        with transaction.atomic():
            permit = gateway.authorize(
                TEST_MAIL,
                subject=SubjectKey(""),
                values={ADDRESS: email, CONTENT: "test"},
                at=timezone.now(),
            )
        line.send(permit, content)


def _build_content(page: Any) -> EmailContent:
    """Return the mail about a page; the personal links lead to the front page."""
    site = get_page_site(page)
    if site is None:
        raise Http404
    item = build_page_item(page, is_whole=sends_full_posts(site))
    language = page.locale.language_code
    template = render.render_newsletter(
        Kind.POSTS, [item], language=language, site=site
    )
    home = get_site_url(site)
    own = render.PersonalLinks(leave_url=home, manage_url=home, until="…")
    return template.build_content(own, is_test=True)
