"""The pages in the admin that begin a blog and lead through the first steps."""

from __future__ import annotations

import logging
from email.utils import make_msgid
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import UserPassesTestMixin
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site

from blog.models import FirstSteps
from blog.start.checklist import get_checklists
from blog.start.forms import StartForm
from blog.start.pages import SiteOccupied, get_default_blog
from blog.start.starting import start_blog

logger = logging.getLogger(__name__)
HOME = "wagtailadmin_home"


class SuperuserView(UserPassesTestMixin):
    """Let only those in who may do everything, as this needs pages, site and facts."""

    request: HttpRequest
    raise_exception = True

    def test_func(self) -> bool:
        return bool(getattr(self.request.user, "is_superuser", False))


class StartView(SuperuserView, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg] # Wagtail is untyped
    """Begin a blog where there is none yet."""

    form_class = StartForm
    template_name = "blog/start/begin.html"
    page_title = gettext_lazy("Start your blog")
    header_icon = "edit"
    success_url = reverse_lazy(HOME)

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Lead to the start page where a blog is already."""
        if get_default_blog() is not None:
            return redirect(HOME)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = {"url": reverse(HOME), "label": _("Home")}
        return [home, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: StartForm) -> HttpResponse:
        """Make the blog, and lead to the checklist."""
        try:
            start_blog(form.plan)
        except SiteOccupied:
            form.add_error(None, _("This site has pages already; nothing was changed."))
            return self.form_invalid(form)
        messages.success(self.request, _("Your blog is there."))
        return super().form_valid(form)


class ChecklistView(SuperuserView, WagtailAdminTemplateMixin, TemplateView):
    """Show the first steps of each site, those that were hidden too."""

    template_name = "blog/start/checklist.html"
    page_title = gettext_lazy("First steps")
    header_icon = "list-ul"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = {"url": reverse(HOME), "label": _("Home")}
        return [home, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"checklists": get_checklists(Site.objects.all())}


class HideView(SuperuserView, View):
    """Take the checklist of a site off the start page."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, site: int) -> HttpResponse:
        found = get_object_or_404(Site, pk=site)
        FirstSteps.objects.update_or_create(
            site=found, defaults={"hidden_at": timezone.now()}
        )
        messages.success(request, _("You find the first steps under Help."))
        return redirect(HOME)


class TestMailView(SuperuserView, View):
    """Send a mail to the person who asks for it."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, site: int) -> HttpResponse:
        found = get_object_or_404(Site, pk=site)
        address = getattr(request.user, "email", "")
        if not address:
            messages.error(request, _("Your account has no e-mail address."))
        elif error := _send_test_mail(found, address):
            messages.error(request, error)
        else:
            FirstSteps.objects.update_or_create(
                site=found, defaults={"mail_sent_at": timezone.now()}
            )
            sent = _("Sent to %(address)s. Has it arrived?") % {"address": address}
            messages.success(request, sent)
        return redirect("blog_start:checklist")


def _send_test_mail(site: Site, address: str) -> str:
    """Return why it could not be sent; empty if it was."""
    name = " ".join((site.site_name or site.hostname).split())
    try:
        EmailMessage(
            _("Test mail of %(site)s") % {"site": name},
            _("Mails of your blog arrive: this one did."),
            to=[address],
            headers={
                "Auto-Submitted": "auto-generated",
                # Not the name of this machine, as Django would have it.
                "Message-ID": make_msgid(domain=site.hostname),
            },
        ).send()
    except (OSError, UnicodeError) as error:  # an SMTPException is an OSError
        logger.warning("Test mail: %s", type(error).__name__)
        return _(
            "The mail server did not take the mail (%(error)s). Check %(names)s."
        ) % {
            "error": type(error).__name__,
            "names": "EMAIL_HOST, EMAIL_PORT, EMAIL_SECURITY",
        }
    return ""
