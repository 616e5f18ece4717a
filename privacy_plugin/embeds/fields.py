"""A rich text field with sanitised content (decision 12).

It keeps Wagtail's name in migrations, so switching changes no table.
"""

from __future__ import annotations

from typing import Any

from wagtail.fields import RichTextField as WagtailRichTextField

from privacy_plugin.embeds.html.sanitize import sanitize_rich_text


class RichTextField(WagtailRichTextField):
    """Rich text, sanitised when it is loaded and saved."""

    def from_db_value(
        self, value: str | None, _expression: object, _connection: object
    ) -> str | None:
        return self.to_python(value)

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        return sanitize_rich_text(text) if text else text

    def get_prep_value(self, value: object) -> str | None:
        return self.to_python(super().get_prep_value(value))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs
