"""Choose a theme by its picture, and never one that would lose the pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.themes.discovery import (
    Theme,
    find_invalid_themes,
    get_theme_choices,
    get_themes,
)
from blog.themes.problems import find_problems

PICTURE = "preview.webp"


class ThemeCards(forms.RadioSelect):
    """A card for each theme: picture, title, description, or why it cannot be used."""

    template_name = "blog/themes/cards.html"

    class Media:
        css = {"all": ["blog/themes.css"]}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's own
        context = super().get_context(name, value, attrs)
        invalid = [(folder.name, why) for folder, why in find_invalid_themes()]
        return context | {"invalid": invalid}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Django's own
        option = super().create_option(name, value, *args, **kwargs)
        theme = get_themes()[str(value)]
        problem = next(find_problems(theme), "")
        card = {"theme": theme, "problem": problem, "picture": _get_picture_url(theme)}
        option["attrs"] |= {"disabled": True} if problem else {}
        return option | card


class ThemeField(forms.ChoiceField):
    """Take the name of a theme whose templates compile and whose files are there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=get_theme_choices,
            widget=ThemeCards,
            label=gettext_lazy("Theme"),
            error_messages={
                "invalid_choice": gettext_lazy("There is no theme “%(value)s” here.")
            },
            **kwargs,
        )

    def validate(self, value: Any) -> None:  # noqa: ANN401 - Django's own
        super().validate(value)
        for problem in find_problems(get_themes()[value]):
            message = _("This theme cannot be used: %(problem)s")
            raise ValidationError(message, code="broken", params={"problem": problem})


def _get_picture_url(theme: Theme) -> str:
    try:
        return static(f"{theme.name}/{PICTURE}") if theme.has_static(PICTURE) else ""
    except ValueError:  # not collected yet
        return ""
