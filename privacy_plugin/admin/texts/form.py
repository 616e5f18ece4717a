"""The form for a text: its activity, its wording, and what the change means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Site

from privacy_plugin.admin.concurrent_edits import FieldChange, compare_fields
from privacy_plugin.conf import conf
from privacy_plugin.disclosure.activities import get_activities, get_activity
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.render.document import get_default_wording
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.disclosure.texts.models import DisclosureText, text_policy
from privacy_plugin.disclosure.wording import Wording, get_used_fields
from privacy_plugin.processing import Button, UnknownActivity

_IN_ONE_LINE = ("title", "lead", "question")
_OFTEN_UNUSED = frozenset({"question", *Button})


def get_default_wording_of_text(text: DisclosureText) -> Wording:
    """Return the shipped texts for empty fields, in the language of the text."""
    try:
        activity = get_activity(text.activity)
    except UnknownActivity:
        return Wording()
    language = text.language or get_language() or conf.languages[0]
    with override(language):
        controller = get_site_controller(text.site_id)
        return get_default_wording(activity, controller, language)


def _unused_by(key: str) -> frozenset[str]:
    if not key:
        return _OFTEN_UNUSED
    try:
        return _OFTEN_UNUSED - get_used_fields(get_activity(key))
    except UnknownActivity:
        return frozenset()


def activity_choices() -> list[tuple[str, str]]:
    found = [(one.key, translate_text(one.title)) for one in get_activities()]
    return [("", "–"), *sorted(found, key=lambda choice: choice[1])]


class TextForm(WagtailAdminModelForm):
    """Offer active activities and the sites the user may write for.

    Questions and button labels are offered only where the activity has them. Activity
    and site are fixed once a text exists. What the change means is asked for each
    publication, without a default.
    """

    class Media:
        js = ("privacy_plugin/text_form.js",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text: DisclosureText = self.instance
        for name in _unused_by(self._chosen(text)):
            self.fields.pop(name, None)
        if "activity" in self.fields:
            self._offer(text)
        if "change" in self.fields and not text.has_unpublished_changes:
            self.initial["change"] = ""

    def conflict_with(self, stored: dict[str, Any]) -> None:
        """Remember what somebody else has saved since the form was shown."""
        self.is_conflicting = True
        self.stored = stored

    def list_changes(self) -> list[FieldChange]:
        return list(compare_fields(self, self.stored))

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
        shipped = get_default_wording_of_text(text).words()
        for name in _IN_ONE_LINE:
            if name in shipped and name in self.fields:
                self.fields[name].widget.attrs["placeholder"] = shipped[name]

    def _chosen(self, text: DisclosureText) -> str:
        """Return the activity of the text, or that which is being chosen for it."""
        return text.activity or str(self.data.get(self.add_prefix("activity")) or "")

    def _sites(self) -> Any:  # noqa: ANN401 - a queryset of Wagtail's
        if self.for_user is None:
            return Site.objects.all()
        return text_policy.sites_user_has_any_permission_for(self.for_user, ["add"])
