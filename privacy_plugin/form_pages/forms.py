"""The forms: the one readers fill in, and the one editors build it with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import BaseForm, FormBuilder, WagtailAdminFormPageForm

from privacy_plugin.consent.forms import ConsentField, ConsentMixin
from privacy_plugin.disclosure.document import slug_of

PREFIX = "consent_"


class DisclosedForm(ConsentMixin, BaseForm):
    """Take what the page's fields ask for, and the consents beside it."""

    def entered(self) -> dict[str, Any]:
        """Return what was entered, without the boxes; the form must be valid."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if not isinstance(self.fields[name], ConsentField)
        }

    @property
    def consent_names(self) -> list[str]:
        """Return the names of the boxes."""
        return [
            name
            for name, field in self.fields.items()
            if isinstance(field, ConsentField)
        ]

    def consent_fields(self) -> list[forms.BoundField]:
        """Return the boxes."""
        return [self[name] for name in self.consent_names]

    def entry_fields(self) -> list[forms.BoundField]:
        """Return what is typed or chosen."""
        boxes = self.consent_names
        return [field for field in self.visible_fields() if field.name not in boxes]


class DisclosedFormBuilder(FormBuilder):
    """Build the form of a page; `consents` are the activities it asks about."""

    consents: tuple[str, ...] = ()

    def get_form_class(self) -> type[DisclosedForm]:
        """Return the class, with a box per activity after the page's own fields."""
        fields: dict[str, forms.Field] = dict(self.formfields)
        for activity in self.consents:
            field = ConsentField(activity=activity)
            field.widget.attrs["aria-describedby"] = f"disclosure-{slug_of(activity)}"
            fields[PREFIX + activity.replace(".", "_")] = field
        return type("DisclosedFormOfPage", (DisclosedForm,), fields)


class DisclosedPageForm(WagtailAdminFormPageForm):
    """Let editors ask only for kinds of data that the form's activity declares."""

    def clean(self) -> dict[str, Any]:
        """Mark each field that would not be shown, and say why."""
        cleaned: dict[str, Any] = super().clean()
        declared = self.instance.declared_categories()
        for row in self.formsets["form_fields"].forms:
            category = getattr(row, "cleaned_data", {}).get("category")
            if category and category not in declared:
                row.add_error(
                    "category",
                    _(
                        "Readers are not told that this form takes this kind of data, "
                        "so it cannot ask for it."
                    ),
                )
        return cleaned
