"""Change the facts about a provider, or add one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from privacy_plugin.embeds.admin import saving
from privacy_plugin.embeds.admin.consents import ended_by
from privacy_plugin.embeds.admin.form import ProviderForm
from privacy_plugin.embeds.admin.pages import TEMPLATES, OfOne, ProvidersPage
from privacy_plugin.embeds.admin.shelf import on_shelf

CONFIRMED = "confirmed"


class EditView(OfOne):
    """Show the form with the facts that count, and keep what is sent."""

    template_name = f"{TEMPLATES}form.html"

    @cached_property
    def form(self) -> ProviderForm:
        """Return the form, filled with what was sent or what is known."""
        data = self.request.POST if self.request.method == "POST" else None
        return ProviderForm(data, key=self.shelved.key, entry=self.shelved.entry)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form, and the differences to facts that came with an upgrade."""
        one = self.shelved
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "shelved": one,
            "differences": one.differences() if one.is_outdated else (),
        }

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the facts, once it is clear how many readers are asked again."""
        form = self.form
        if not form.is_valid():
            return self._shown_again(_("Nothing is saved yet. See what is marked."))
        ended = ended_by(form.provider_key, form.provider, at=timezone.now())
        if ended and CONFIRMED not in request.POST:
            return self.render_to_response(
                self.get_context_data(**kwargs) | {"ended": ended}
            )
        has_changed = saving.keep(form.provider_key, form.entry, user=request.user)  # type: ignore[arg-type] # the view is for editors only
        messages.success(request, done(form.provider.name, has_changed, ended))
        return redirect("embeds_admin:provider", form.provider_key)

    def _shown_again(self, sentence: str) -> HttpResponse:
        messages.error(self.request, sentence)
        return self.render_to_response(self.get_context_data())


class AddView(EditView):
    """Show an empty form, and keep a provider of the site's own."""

    def get_page_subtitle(self) -> str:
        """Say what is done here."""
        return str(gettext_lazy("Add a provider"))

    @cached_property
    def form(self) -> ProviderForm:
        """Return the form, empty or filled with what was sent."""
        data = self.request.POST if self.request.method == "POST" else None
        return ProviderForm(data, entry={})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        return ProvidersPage.get_context_data(self, **kwargs) | {"form": self.form}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it, unless the key is taken."""
        if self.form.is_valid() and on_shelf(self.form.provider_key) is not None:
            self.form.add_error("key", _("There is a provider with this key."))
        return super().post(request, *args, **kwargs)


def done(name: str, has_changed: bool, ended: int) -> str:  # noqa: FBT001 - what came of it
    """Say what saving came to."""
    if not has_changed:
        return _("Nothing has changed about %(name)s.") % {"name": name}
    if not ended:
        return _("What is said about %(name)s is saved.") % {"name": name}
    return ngettext(
        "What is said about %(name)s is saved. %(count)d consent has ended; "
        "whoever gave it is asked again.",
        "What is said about %(name)s is saved. %(count)d consents have ended; "
        "whoever gave them is asked again.",
        ended,
    ) % {"name": name, "count": ended}
