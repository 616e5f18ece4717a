"""The form readers fill in, and the form editors build it with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import BaseForm, FormBuilder

from privacy_plugin.consent.forms import ConsentField, ConsentMixin
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.form_pages.disclosures import find_shown
from privacy_plugin.form_pages.spam_heuristics import HONEYPOT_FIELD
from privacy_plugin.validation.control_characters import replace_control_characters

PREFIX = "consent_"
# Editors' fields are named by their labels, in which a hyphen becomes an underscore.
SHOWN_FIELD = "form-shown"
OWN_FIELDS = (PREFIX, "form-")  # how the names of fields begin that no editor made
_MARKS = (HONEYPOT_FIELD, SHOWN_FIELD)
_NOT_TO_FILL = {
    "autocomplete": "off",
    "tabindex": "-1",
    "data-1p-ignore": True,
    "data-bwignore": True,
    "data-lpignore": "true",
}


class MarkField(forms.CharField):
    """Accept any value of a hidden field; it is never the reader's fault."""

    def clean(self, value: Any) -> str:
        """Return it as it came, for the site's own check to look at."""
        return str(value or "")

    def bound_data(self, data: Any, initial: Any) -> str:
        """Show it again without what no page may hold."""
        del initial
        return replace_control_characters(str(data or ""))


class ShownField(MarkField):
    """The digests of what stands beside the form, also where it is shown again."""

    def bound_data(self, data: Any, initial: Any) -> str:
        """Return what is shown now."""
        del data
        return str(initial or "")


class DisclosedForm(ConsentMixin, BaseForm):
    """The form of a page with its consents.

    `site_id` is the site of the page, None if there is none; `shown` what a valid form
    has shown about the message.
    """

    shown: tuple[Disclosure, ...] = ()

    def clean(self) -> dict[str, Any] | None:
        """Refuse a message that was written beside other information."""
        cleaned: dict[str, Any] | None = super().clean()
        self.shown = find_shown(self.page, self.controller, self.mark(SHOWN_FIELD))
        if not self.shown:
            raise forms.ValidationError(
                _(
                    "What happens with your data has changed since this page was made. "
                    "What you entered is kept. Please read the information and send "
                    "it again."
                ),
                code="stale",
            )
        return cleaned

    def save_shown(self) -> list[str]:
        """Store what was shown about the message; return its digests."""
        return [save_version(disclosure).digest for disclosure in self.shown]

    @property
    def site_id(self) -> int | None:
        return self.controller.site_id

    def entered(self) -> dict[str, Any]:
        """Return what was entered, without the boxes; the form must be valid."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in _MARKS and not isinstance(self.fields[name], ConsentField)
        }

    def mark(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    @property
    def trap(self) -> forms.BoundField:
        return self[HONEYPOT_FIELD]

    @property
    def consent_names(self) -> list[str]:
        return [
            name
            for name, field in self.fields.items()
            if isinstance(field, ConsentField)
        ]

    def entry_fields(self) -> list[forms.BoundField]:
        others = {*self.consent_names, *_MARKS}
        return [field for field in self.visible_fields() if field.name not in others]


class DisclosedFormBuilder(FormBuilder):
    """Build the form of a page; `consents` are the activities it asks about."""

    consents: tuple[str, ...] = ()

    def get_create_field_function(self, type: str) -> Any:  # noqa: A002 - its name
        """Return what makes a field; a kind nobody knows is one line of text."""
        return getattr(self, f"create_{type}_field", self.create_singleline_field)

    def get_form_class(self) -> type[DisclosedForm]:
        fields: dict[str, forms.Field] = dict(self.formfields)
        for field in fields.values():
            if type(field.widget) in {forms.TextInput, forms.Textarea}:
                field.widget.attrs["dir"] = "auto"
        for activity in self.consents:
            name = PREFIX + activity.replace(".", "_")
            fields[name] = ConsentField(activity=activity)
        fields[HONEYPOT_FIELD] = MarkField(
            label=_("Leave this field empty"),
            required=False,
            widget=forms.TextInput(attrs=dict(_NOT_TO_FILL)),
        )
        fields[SHOWN_FIELD] = ShownField(required=False, widget=forms.HiddenInput)
        return type("DisclosedFormOfPage", (DisclosedForm,), fields)
