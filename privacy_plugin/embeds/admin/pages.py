"""The list of providers, and the page about one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from privacy_plugin.disclosure.controller import controller_for
from privacy_plugin.disclosure.document import Disclosure, disclose_all
from privacy_plugin.embeds.activity import activity_of
from privacy_plugin.embeds.admin.shelf import Shelved, on_shelf, shelf
from privacy_plugin.embeds.admin.words import facts_of
from privacy_plugin.embeds.provider import Provider

TEMPLATES = "privacy_plugin/embeds/admin/"


class ProvidersPage(WagtailAdminTemplateMixin, TemplateView):
    """Be a page of this part of the admin."""

    page_title = _("Embed providers")
    header_icon = "media"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list, and name this page."""
        trail = [
            *self.breadcrumbs_items,
            {"url": reverse("embeds_admin:index"), "label": gettext("Embed providers")},
        ]
        if subtitle := self.get_page_subtitle():
            trail.append({"url": "", "label": subtitle})
        return trail


class IndexView(ProvidersPage):
    """List all providers with where their facts come from, and how old they are."""

    template_name = f"{TEMPLATES}index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the providers, and which of them nobody has verified for a year."""
        today = timezone.localdate()
        rows = [{"shelved": one, "is_old": one.is_old(today)} for one in shelf()]
        old = sum(1 for row in rows if row["is_old"])
        return super().get_context_data(**kwargs) | {"rows": rows, "old": old}


class OfOne(ProvidersPage):
    """Be a page about one provider, whose key stands in the address."""

    @cached_property
    def shelved(self) -> Shelved:
        """Return the provider; raise Http404 for a key nobody knows."""
        found = on_shelf(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get_page_subtitle(self) -> str:
        """Name the provider."""
        return self.shelved.name


class ProviderView(OfOne):
    """Show the facts, the disclosure in each language, and what can be done."""

    template_name = f"{TEMPLATES}provider.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the facts and the disclosure in the language that was asked for."""
        one = self.shelved
        codes = dict(settings.LANGUAGES)
        language = self.request.GET.get("language", "")
        if language not in codes:
            language = next(iter(codes))
        return super().get_context_data(**kwargs) | {
            "shelved": one,
            "is_old": one.is_old(timezone.localdate()),
            "facts": facts_of(one.provider) if one.provider else (),
            "differences": one.differences() if one.is_outdated else (),
            "languages": settings.LANGUAGES,
            "language": language,
            "disclosure": disclosure_of(one.provider, language, self.request),
        }


def disclosure_of(
    provider: Provider | None, language: str, request: HttpRequest
) -> Disclosure | None:
    """Return what readers are told, at an example of a host where it has many."""
    if provider is None:
        return None
    example = provider.example()
    host = "".join(example.frames) if provider.per_host else ""
    activity = activity_of(example, host)
    if activity is None:
        return None
    made = disclose_all(
        controller=controller_for(request), language=language, activities=[activity]
    )
    return made[0]
