"""Detect concurrent edits before they overwrite each other (decision 62).

A form carries the state it was filled with. If something else is stored by now, nothing
is saved: both versions are shown, the input is kept, and saving again is a decision. A
form without that field counts as outdated.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList, Panel
from wagtail.admin.ui.components import Component

STATE_FIELD = "shown_state"
CONFLICT_MESSAGE = _(
    "Somebody else has saved this in the meantime. Nothing of yours is saved yet: "
    "compare both. If you save again, yours takes the place of theirs."
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field's stored and submitted values, one line each."""

    label: str
    stored: tuple[str, ...]
    sent: tuple[str, ...]


def digest_state(values: Mapping[str, Any]) -> str:
    """Return a short name of a state, the same for the same values."""
    content = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def build_state_field() -> forms.CharField:
    """Return the field in which a form carries the state it was filled with."""
    return forms.CharField(required=False, widget=forms.HiddenInput)


def set_state(form: forms.BaseForm, state: str) -> None:
    """Let a form that was sent carry this state when it is shown again."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data[form.add_prefix(STATE_FIELD)] = state
    form.data = data


def compare_fields(
    form: forms.BaseForm, stored: Mapping[str, Any]
) -> Iterator[FieldChange]:
    """Yield the fields of a form that were sent with another value than is stored."""
    for name, value in stored.items():
        if name not in form.fields:
            continue
        field = form[name]
        before, sent = _in_words(field, value), _in_words(field, field.value())
        if before != sent:
            yield FieldChange(str(field.label), before, sent)


def _in_words(field: forms.BoundField, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - any field's
    choices = dict(getattr(field.field, "choices", ()))
    text = str(choices.get(value, "" if value is None else value))
    return tuple(text.splitlines())


class SettingForm(WagtailAdminModelForm):
    """Save a site setting unless somebody else has saved it meanwhile."""

    shown_state = build_state_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Remember what is stored, before what was sent is put in its place."""
        super().__init__(*args, **kwargs)
        self.stored: dict[str, Any] = {
            field.attname: field.value_from_object(self.instance)
            for field in self.instance._meta.concrete_fields
        }
        self.state = digest_state(self.stored)
        self.initial[STATE_FIELD] = self.state
        self.is_conflicting = False

    def clean(self) -> dict[str, Any]:
        """Refuse to save over what the form has not shown; the next time it has."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_stored = self.instance.pk is not None
        if is_stored and cleaned.get(STATE_FIELD) != self.state:
            self.is_conflicting = True
            self.add_error(None, CONFLICT_MESSAGE)
            set_state(self, self.state)
        return cleaned

    def list_changes(self) -> list[FieldChange]:
        """Return what is stored beside what was sent; nothing without a conflict."""
        return list(compare_fields(self, self.stored)) if self.is_conflicting else []


class ConflictPanel(Panel):
    """Show the stored version beside the submitted one."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "privacy_plugin/admin/conflict_panel.html"

        def is_shown(self) -> bool:
            return getattr(self.form, "is_conflicting", False)

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"changes": self.form.list_changes()}


def build_conflict_panel() -> ConflictPanel:
    return ConflictPanel(heading=_("Saved by somebody else in the meantime"))


class EditingSessions(Component):
    """Show who else is editing, without Wagtail's warning about overwriting.

    That warning would be wrong: the server shows both versions first.
    """

    _DIALOG = re.compile(r'\s+data-w-session-w-dialog-outlet="[^"]*"')

    def __init__(self, sessions: Component) -> None:
        self.sessions = sessions

    def render_html(self, parent_context: Context | None = None) -> SafeString:
        html = self.sessions.render_html(parent_context)
        return SafeString(self._DIALOG.sub("", html))


def build_setting_edit_handler(model: type[models.Model]) -> ObjectList:
    """Return the editor of a site's setting, which overwrites nothing unseen."""
    panels: list[Panel] = model.panels  # type: ignore[attr-defined] # a setting's
    return ObjectList([build_conflict_panel(), *panels], base_form_class=SettingForm)
