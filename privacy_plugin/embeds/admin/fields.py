"""Fields for facts that are lists, pairs or two numbers: plain text, one per line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class LinesField(forms.CharField):
    """Take a list of texts, one per line; empty lines do not count."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        """Be as high as `rows` lines; whoever needs more can have more."""
        area = forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})
        super().__init__(widget=area, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines; what was typed stays as it was."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override] # a list is what it takes
        """Return the lines."""
        lines = (line.strip() for line in str(value or "").splitlines())
        return [line for line in lines if line]


class PairsField(LinesField):
    """Take names with their values, one ``name = value`` per line."""

    def prepare_value(self, value: Any) -> Any:
        """Show pairs as lines."""
        if isinstance(value, dict):
            return "\n".join(f"{name} = {one}" for name, one in value.items())
        return value

    def to_python(self, value: Any) -> dict[str, str]:  # type: ignore[override] # pairs
        """Return the pairs; raise ValidationError for a line that is none."""
        pairs = {}
        for line in super().to_python(value):
            name, separator, one = (part.strip() for part in line.partition("="))
            if not name or not separator:
                raise ValidationError(
                    _("Write “name = value”, not “%(line)s”."), params={"line": line}
                )
            pairs[name] = one
        return pairs


class RatioField(forms.CharField):
    """Take width and height, such as ``16:9``."""

    def prepare_value(self, value: Any) -> Any:
        """Show two numbers as a text."""
        if isinstance(value, list | tuple):
            return ":".join(str(side) for side in value)
        return value

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override] # two numbers
        """Return both numbers; raise ValidationError for anything else."""
        sides = str(value or "").split(":")
        if not all(side.strip().isdecimal() for side in sides) or len(sides) != len(
            "xy"
        ):
            raise ValidationError(_("Write width and height, such as 16:9."))
        return [int(side) for side in sides]
