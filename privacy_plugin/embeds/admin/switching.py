"""Switch a provider off and on, and go back to the facts it has without an admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from privacy_plugin.embeds.admin import saving
from privacy_plugin.embeds.admin.consents import ended_by
from privacy_plugin.embeds.admin.pages import TEMPLATES, OfOne
from privacy_plugin.embeds.admin.shelf import Shelved, readable
from privacy_plugin.embeds.admin.words import Text
from privacy_plugin.embeds.provider import Provider


class ConfirmView(OfOne):
    """Ask once more, saying what follows; do it by POST."""

    template_name = f"{TEMPLATES}confirm.html"
    explanation: Text = ""
    button: Text = ""
    sentence: Text = ""
    ended_template = f"{TEMPLATES}ended.html"
    act: Callable[..., None]

    def left_of(self, _one: Shelved) -> Provider | None:
        """Return the provider as it will be; none as a rule."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what follows."""
        one = self.shelved
        return super().get_context_data(**kwargs) | {
            "shelved": one,
            "explanation": self.explanation,
            "button": self.button,
            "ended_template": self.ended_template,
            "ended": ended_by(one.key, self.left_of(one), at=timezone.now()),
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do it, say so, and go to the list."""
        name = self.shelved.name
        type(self).act(self.shelved.key, user=request.user)
        messages.success(request, str(self.sentence) % {"name": name})
        return redirect("embeds_admin:index")


class SwitchOffView(ConfirmView):
    """Let nothing of a provider be embedded any more."""

    explanation = _(
        "What is embedded from it becomes a link. Its facts stay, and it can be "
        "switched on again."
    )
    button = _("Switch it off")
    sentence = _("%(name)s is switched off.")
    ended_template = f"{TEMPLATES}paused.html"
    act = saving.switch_off


class SwitchOnView(ConfirmView):
    """Let something of a provider be embedded again."""

    explanation = _("What is embedded from it can be loaded again, if a reader wants.")
    button = _("Switch it on")
    sentence = _("%(name)s is switched on.")
    act = saving.switch_on

    def left_of(self, one: Shelved) -> Provider | None:
        """Return the provider with the facts it has."""
        return one.provider


class ResetView(ConfirmView):
    """Forget what an admin has said about a provider."""

    explanation = _(
        "What was changed or added here is forgotten. A provider that is known from "
        "elsewhere has the facts it had; any other one is gone, and what is embedded "
        "from it becomes a link."
    )
    button = _("Forget the changes")
    sentence = _("What was said here about %(name)s is forgotten.")
    act = saving.reset

    def left_of(self, one: Shelved) -> Provider | None:
        """Return the provider with the facts it has without an admin."""
        return readable(one.key, one.base) if one.base else None
