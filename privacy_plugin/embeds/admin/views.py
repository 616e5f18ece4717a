"""Admin views of providers: list, detail, import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from privacy_plugin.admin.texts.views import text_url
from privacy_plugin.disclosure.controller import get_request_controller
from privacy_plugin.disclosure.render.document import Disclosure, disclose_all
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.disclosure.texts.models import DisclosureText
from privacy_plugin.embeds.admin import provider_actions
from privacy_plugin.embeds.admin.ended_consents import count_ended_consents
from privacy_plugin.embeds.admin.fact_labels import Text, list_facts
from privacy_plugin.embeds.admin.provider_list import (
    ProviderRow,
    get_provider_row,
    list_providers,
    try_parse,
)
from privacy_plugin.embeds.providers.activity import activity_key, build_activity
from privacy_plugin.embeds.providers.provider import EmbedProvider, ProviderInvalid

TEMPLATES = "privacy_plugin/embeds/admin/"
MAX_FILE_BYTES = 256 * 1024


class ProvidersPage(WagtailAdminTemplateMixin, TemplateView):
    page_title = _("Embed providers")
    header_icon = "media"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        trail = [
            *self.breadcrumbs_items,
            {"url": reverse("embeds_admin:index"), "label": gettext("Embed providers")},
        ]
        if subtitle := self.get_page_subtitle():
            trail.append({"url": "", "label": subtitle})
        return trail


class IndexView(ProvidersPage):
    template_name = f"{TEMPLATES}index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rows = [
            {"provider_row": row, "is_old": row.is_old(today)}
            for row in list_providers()
        ]
        old = sum(1 for row in rows if row["is_old"])
        return super().get_context_data(**kwargs) | {"rows": rows, "old": old}


class ProviderFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("TOML, in the form of the providers.toml that is shipped."),
    )

    def clean_file(self) -> list[provider_actions.ImportedProvider]:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_FILE_BYTES:
            raise ValidationError(_("The file is too large."))
        try:
            imported = provider_actions.parse_provider_file(upload.read())
        except ProviderInvalid as error:
            raise ValidationError(describe_error(error)) from None
        if not imported:
            raise ValidationError(_("There is no provider in this file."))
        return imported


def describe_error(error: ProviderInvalid) -> str:
    if not error.expected:
        return str(error)
    sentence = gettext("This must be %(expected)s.")
    expected = sentence % {"expected": translate_text(error.expected)}
    return f"{error.key}, {error.fact}: {expected}"


class ConfirmedProviderFileForm(ProviderFileForm):
    """The file again, after the impact has been shown."""

    confirmed = forms.BooleanField(label=_("Ask these readers again"))


class ImportView(ProvidersPage, FormView):  # type: ignore[type-arg] # not at run time
    """Import providers from a file, after showing how many readers are asked again."""

    template_name = f"{TEMPLATES}import.html"
    page_subtitle = _("Import providers")
    success_url = reverse_lazy("embeds_admin:index")

    def get_form_class(self) -> type[forms.Form]:
        is_confirmed = "confirmed" in self.request.POST
        return ConfirmedProviderFileForm if is_confirmed else ProviderFileForm

    def form_valid(self, form: forms.Form) -> HttpResponse:
        imported, now = form.cleaned_data["file"], timezone.now()
        ended = sum(
            count_ended_consents(new.provider.key, new.provider, at=now)
            for new in imported
            if (row := get_provider_row(new.provider.key)) is None or row.is_enabled
        )
        if ended and "confirmed" not in self.request.POST:
            context = {"form": ConfirmedProviderFileForm(), "ended": ended}
            return self.render_to_response(self.get_context_data(**context))
        changed = sum(
            provider_actions.save_imported(new, user=self.request.user)  # type: ignore[arg-type] # the view is for editors only
            for new in imported
        )
        sentence = ngettext(
            "%(count)d provider has new facts.",
            "%(count)d providers have new facts.",
            changed,
        )
        messages.success(self.request, sentence % {"count": changed})
        return super().form_valid(form)


class ProviderPage(ProvidersPage):
    @cached_property
    def provider_row(self) -> ProviderRow:
        row = get_provider_row(self.kwargs["key"])
        if row is None:
            raise Http404
        return row

    def get_page_subtitle(self) -> str:
        return self.provider_row.name


class ProviderView(ProviderPage):
    template_name = f"{TEMPLATES}provider.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.provider_row
        codes = dict(settings.LANGUAGES)
        language = self.request.GET.get("language", "")
        if language not in codes:
            language = next(iter(codes))
        return super().get_context_data(**kwargs) | {
            "provider_row": row,
            "is_old": row.is_old(timezone.localdate()),
            "facts": list_facts(row.provider) if row.provider else (),
            "differences": row.differences() if row.is_outdated else (),
            "languages": settings.LANGUAGES,
            "language": language,
            "disclosure": build_disclosure(row.provider, language, self.request),
            "text_url": get_text_url(row.provider) if row.provider else "",
        }


def build_disclosure(
    provider: EmbedProvider | None, language: str, request: HttpRequest
) -> Disclosure | None:
    """Return the disclosure, with an example host for providers with many."""
    if provider is None:
        return None
    example = provider.example()
    host = "".join(example.frames) if provider.per_host else ""
    activity = build_activity(example, host)
    if activity is None:
        return None
    made = disclose_all(
        controller=get_request_controller(request),
        language=language,
        activities=[activity],
    )
    return made[0]


def get_text_url(provider: EmbedProvider) -> str:
    """Return where its words are changed; empty if each host has words of its own."""
    if not provider.frames or provider.per_host:
        return ""
    key = str(activity_key(provider))
    text = DisclosureText.objects.filter(activity=key).first()
    if text is not None:
        return text_url("edit", text.pk)
    return f"{text_url('add')}?{urlencode({'activity': key})}"


class ConfirmView(ProviderPage):
    template_name = f"{TEMPLATES}confirm.html"
    explanation: Text = ""
    button: Text = ""
    success_message: Text = ""
    is_temporary = False
    act: Callable[..., None]

    def get_resulting_provider(self, _row: ProviderRow) -> EmbedProvider | None:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.provider_row
        return super().get_context_data(**kwargs) | {
            "provider_row": row,
            "explanation": self.explanation,
            "button": self.button,
            "is_temporary": self.is_temporary,
            "ended": count_ended_consents(
                row.key, self.get_resulting_provider(row), at=timezone.now()
            ),
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        name = self.provider_row.name
        type(self).act(self.provider_row.key, user=request.user)
        messages.success(request, str(self.success_message) % {"name": name})
        return redirect("embeds_admin:index")


class SwitchOffView(ConfirmView):
    explanation = _(
        "What is embedded from it becomes a link. Its facts stay, and it can be "
        "switched on again."
    )
    button = _("Switch off")
    success_message = _("%(name)s is switched off.")
    is_temporary = True
    act = provider_actions.switch_off


class SwitchOnView(ConfirmView):
    explanation = _("What is embedded from it can be loaded again, if a reader wants.")
    button = _("Switch on")
    success_message = _("%(name)s is switched on.")
    act = provider_actions.switch_on

    def get_resulting_provider(self, row: ProviderRow) -> EmbedProvider | None:
        return row.provider


class ResetView(ConfirmView):
    explanation = _(
        "The imported facts are deleted. A provider that is shipped or in the settings "
        "has those facts again; any other provider is removed, and what is embedded "
        "from it becomes a link."
    )
    button = _("Delete the imported facts")
    success_message = _("The imported facts about %(name)s are deleted.")
    act = provider_actions.reset

    def get_resulting_provider(self, row: ProviderRow) -> EmbedProvider | None:
        return try_parse(row.key, row.base) if row.base else None
