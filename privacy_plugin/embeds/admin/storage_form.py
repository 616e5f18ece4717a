"""What a provider keeps on the reader's device, as rows of a form.

There are always a few empty rows, so that nothing depends on scripting.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacy_plugin.embeds.entries import Entry
from privacy_plugin.processing.recipient import (
    LASTING_LABELS,
    STORAGE_LABELS,
    Lasting,
    StorageKind,
)

EMPTY_ROWS = 3
PREFIX = "storage"


class StorageForm(forms.Form):
    """Take one thing that is kept; a row without kind and name does not count."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    name = forms.CharField(label=_("Name"), required=False, max_length=100)
    days = forms.IntegerField(label=_("Days"), required=False, min_value=1)
    lasting = forms.ChoiceField(label=_("or lasts"), required=False)
    on_use = forms.BooleanField(label=_("only once it is used"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds and the ways of lasting in the language of the admin."""
        super().__init__(*args, **kwargs)
        for field, kind, labels in (
            ("kind", StorageKind, STORAGE_LABELS),
            ("lasting", Lasting, LASTING_LABELS),
        ):
            choices = [(str(one), _(labels[one])) for one in kind]  # type: ignore[index] # of its kind
            self.fields[field].choices = [("", "–"), *choices]  # type: ignore[attr-defined] # a choice

    def clean(self) -> dict[str, Any]:
        """Refuse a row that says only half of it."""
        words: dict[str, Any] = super().clean() or {}
        if not any(words.values()):
            return words
        if not words.get("kind") or not words.get("name"):
            raise ValidationError(_("Say what kind it is, and what it is called."))
        if bool(words.get("days")) == bool(words.get("lasting")):
            raise ValidationError(_("Say for how long: days, or one of the choices."))
        return words


def storage_forms(
    data: Any = None, *, initial: Iterable[Entry] = ()
) -> forms.BaseFormSet[StorageForm]:
    """Return the rows, filled with what was sent or with what is known."""
    factory = forms.formset_factory(StorageForm, extra=EMPTY_ROWS, max_num=60)
    return factory(data, initial=[dict(row) for row in initial], prefix=PREFIX)


def kept(rows: forms.BaseFormSet[StorageForm]) -> list[dict[str, Any]]:
    """Return the facts of valid rows, in their order."""
    found = []
    for row in rows.cleaned_data:
        if row.get("name"):
            facts = {"kind": row["kind"], "name": row["name"]}
            if row["days"]:
                facts["days"] = row["days"]
            else:
                facts["lasting"] = row["lasting"]
            found.append(facts | ({"on_use": True} if row["on_use"] else {}))
    return found
