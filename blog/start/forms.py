"""The form that begins a blog in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from blog.models import BlogIndexPage
from blog.start.plan import BlogPlan, PlanInvalid
from blog.themes.discovery import get_default_theme, get_theme_choices
from privacy_plugin.disclosure.models import ControllerSettings


class StartForm(forms.Form):
    """Ask what ``manage.py start_blog`` asks, except for the account."""

    title = forms.CharField(label=_("What is the blog called?"))
    tagline = forms.CharField(
        label=_("What is it about, in a sentence?"), required=False
    )
    languages = forms.MultipleChoiceField(
        label=_("Further languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    theme = forms.ChoiceField(label=_("Theme"), widget=forms.RadioSelect)
    controller_name = forms.CharField(
        label=_("Who is responsible?"),
        help_text=_("A person or an organisation. Readers see it beside each form."),
        required=False,
    )
    controller_address = forms.CharField(
        label=_("Postal address"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    controller_email = forms.EmailField(
        label=_("E-mail address that readers see"), required=False
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        main = settings.LANGUAGE_CODE
        choices = [(code, name) for code, name in settings.LANGUAGES if code != main]
        fields: dict[str, Any] = self.fields
        fields["languages"].choices = choices
        fields["theme"].choices = get_theme_choices()
        fields["theme"].initial = get_default_theme()
        fields["controller_email"].initial = self.user.email
        if not choices:
            del fields["languages"]
        for name, model, column in (
            ("title", BlogIndexPage, "title"),
            ("tagline", BlogIndexPage, "intro"),
            ("controller_name", ControllerSettings, "name"),
        ):
            length = model._meta.get_field(column).max_length
            fields[name].widget.attrs["maxlength"] = length

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be, in the words of the plan."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self.plan = self._build_plan(cleaned)
            try:
                self.plan.check()
            except PlanInvalid as error:
                raise forms.ValidationError([*error.messages]) from error
        return cleaned

    def _build_plan(self, cleaned: dict[str, Any]) -> BlogPlan:
        languages = settings.LANGUAGE_CODE, *cleaned.get("languages", ())
        return BlogPlan(
            title=cleaned["title"],
            tagline=cleaned["tagline"],
            languages=languages,
            base_url=settings.WAGTAILADMIN_BASE_URL,
            theme=cleaned["theme"],
            username=self.user.get_username(),
            email=self.user.email,
            controller_name=cleaned["controller_name"],
            controller_address=cleaned["controller_address"],
            controller_email=cleaned["controller_email"],
        )
