"""The form a text is edited in: which activity it is for, and what its change means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Site

from privacy_plugin.admin.permission import text_policy
from privacy_plugin.disclosure.document import (
    activities_in_force,
    activity_in_force,
)
from privacy_plugin.disclosure.texts import DisclosureText
from privacy_plugin.processing import Consent, UnknownActivity


def _shipped(text: DisclosureText) -> dict[str, str]:
    """Return the words that stand where a text says nothing."""
    try:
        activity = activity_in_force(text.activity)
    except UnknownActivity:
        return {}
    with override(text.language or None):
        basis = activity.legal_basis
        question = gettext(basis.question) if isinstance(basis, Consent) else ""
        return {"title": gettext(activity.title), "question": question}


def activity_choices() -> list[tuple[str, str]]:
    """Return every activity in force: its key and its title."""
    found = [(one.key, gettext(one.title)) for one in activities_in_force()]
    return [("", "–"), *sorted(found, key=lambda choice: choice[1])]


class TextForm(WagtailAdminModelForm):
    """Offer the activities in force and the sites this editor may write for.

    Activity and site stay what they are once a text exists. What a change means is
    asked anew for each publication, with no answer given in advance.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill in what can be chosen."""
        super().__init__(*args, **kwargs)
        text: DisclosureText = self.instance
        if "activity" in self.fields:
            self._offer(text)
        if "change" in self.fields and not text.has_unpublished_changes:
            self.initial["change"] = ""

    def _offer(self, text: DisclosureText) -> None:
        is_new = text.pk is None
        sites = self._sites() if is_new else Site.objects.filter(pk=text.site_id)
        choices = activity_choices()
        if not is_new and text.activity not in dict(choices):
            choices.append((text.activity, text.activity))
        self.fields["activity"] = forms.ChoiceField(
            label=_("Activity"), choices=choices, disabled=not is_new
        )
        self.fields["site"] = forms.ModelChoiceField(
            label=_("Site"), queryset=sites, disabled=not is_new, required=is_new
        )
        if is_new and not self.initial.get("site"):
            self.initial["site"] = sites.first()
        for name, words in _shipped(text).items():
            self.fields[name].widget.attrs["placeholder"] = words

    def _sites(self) -> Any:  # noqa: ANN401 - a queryset of Wagtail's
        if self.for_user is None:
            return Site.objects.all()
        return text_policy.sites_user_has_any_permission_for(self.for_user, ["add"])
