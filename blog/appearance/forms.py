"""The form of a site's look: it refuses what cannot be read, and offers what can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from blog.appearance import palette
from blog.appearance.colors import normalize_color
from blog.appearance.style_sheet import Scheme
from blog.media.site_pictures import is_square
from blog.themes.discovery import get_theme
from blog.themes.fields import ThemeField

if TYPE_CHECKING:
    from blog.themes.tokens import Tokens

LEAST_SIZES = {"logo": (32, 32), "icon": (180, 180), "sharing_picture": (600, 315)}
"""Width and height in pixels below which a picture is refused."""

_LABELS = {
    "accent": gettext_lazy("Accent colour"),
    "ink": gettext_lazy("Text"),
    "ink-soft": gettext_lazy("Small text"),
    "alarm": gettext_lazy("Error messages"),
    "edge": gettext_lazy("Edges of form fields"),
    "paper": gettext_lazy("Background"),
    "sheet": gettext_lazy("Boxes"),
    "field": gettext_lazy("Form fields"),
    "accent-sheet": gettext_lazy("Boxes in the accent colour"),
    "alarm-sheet": gettext_lazy("Boxes with an error"),
}
_CODE = gettext_lazy("Program code")


class ColorInput(forms.TextInput):
    """A colour as text, a picker beside it, and a colour that may be taken instead."""

    template_name = "blog/appearance/color_input.html"
    offer = ""
    own = ""

    class Media:
        css = {"all": ["blog/appearance.css"]}
        js = (forms.Script("blog/appearance.js", type="module"),)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's own
        context = super().get_context(name, value, attrs)
        picked = _normalize_or_empty(value) or self.own
        return context | {"picked": picked, "offer": self.offer}


class ColorField(forms.CharField):
    """Take ``#rrggbb``, however people write it; empty is the theme's own."""

    widget = ColorInput

    def to_python(self, value: Any) -> str:  # noqa: ANN401 - Django's own
        text = super().to_python(value)
        if text and not _normalize_or_empty(text):
            raise ValidationError(
                _("Write the colour as # and six digits, for example #145a4f."),
                code="invalid",
            )
        return _normalize_or_empty(text)


class AppearanceForm(WagtailAdminModelForm):
    """Measure the colours against all that the chosen theme writes in and on them."""

    theme = ThemeField()
    accent = ColorField(
        label=gettext_lazy("Accent colour"),
        required=False,
        help_text=gettext_lazy(
            "For links, marks and focus. Empty: as the theme has it."
        ),
    )
    paper = ColorField(
        label=gettext_lazy("Background"),
        required=False,
        help_text=gettext_lazy("Empty: as the theme has it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _get_own(get_theme(self.instance.theme).tokens, self.instance.scheme)
        for name in ("accent", "paper"):
            self.fields[name].widget.own = own.get(name, "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._clean_pictures(cleaned)
        self._clean_colors(cleaned)
        return cleaned

    def _clean_pictures(self, cleaned: dict[str, Any]) -> None:
        """Refuse what is too small to be shown, or no square where one is needed."""
        for name, (width, height) in LEAST_SIZES.items():
            image = cleaned.get(name)
            if image is None or image.is_svg():
                continue
            if image.width < width or image.height < height:
                message = _(
                    "This picture has %(size)s pixels; it needs at least %(least)s."
                )
                values = {
                    "size": f"{image.width} × {image.height}",
                    "least": f"{width} × {height}",
                }
                self.add_error(name, message % values)
            elif name == "icon" and not is_square(image):
                self.add_error(name, _("An icon is square. Crop the picture first."))

    def _clean_colors(self, cleaned: dict[str, Any]) -> None:
        own = _get_own(
            get_theme(cleaned.get("theme", "")).tokens, cleaned.get("scheme")
        )
        accent, paper = cleaned.get("accent", ""), cleaned.get("paper", "")
        if (accent or paper) and not own:
            chosen = "accent" if accent else "paper"
            self.add_error(chosen, _("This theme cannot be given other colours."))
            return
        if paper and (problem := palette.find_paper_problem(own, paper)):
            paper = palette.find_nearest_paper(own, paper)
            self._refuse("paper", problem, paper)
        if accent and (problem := palette.find_accent_problem(own, accent, paper)):
            offer = palette.find_nearest_accent(own, accent, paper)
            self._refuse("accent", problem, offer)

    def _refuse(self, name: str, problem: palette.Problem, offer: str) -> None:
        self.fields[name].widget.offer = offer
        message = _(
            "“%(color)s” on “%(surface)s” has a contrast of %(contrast)s : 1; to be "
            "readable it needs %(least)s : 1. The nearest colour that has it is "
            "%(offer)s."
        )
        values = {
            "color": _LABELS.get(problem.color, _CODE),
            "surface": _LABELS[problem.surface],
            "contrast": number_format(int(problem.contrast * 100) / 100, 2),
            "least": number_format(problem.least, 1),
            "offer": offer,
        }
        self.add_error(name, ValidationError(message, code="contrast", params=values))


def _get_own(tokens: Tokens, scheme: object) -> palette.Colors:
    """Return the theme's colours of the scheme that colours are chosen for."""
    return tokens.dark if scheme == Scheme.DARK else tokens.light


def _normalize_or_empty(value: object) -> str:
    try:
        return normalize_color(str(value or ""))
    except ValueError:
        return ""
