"""The forms to subscribe and to change preferences."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_plugin.consent.forms import ConsentField, ConsentMixin
from privacy_plugin.disclosure.controller import get_page_site
from privacy_plugin.egress.mail.email_addresses import MAX_LENGTH, normalize
from privacy_plugin.subscriptions.models import Frequency, Kind
from privacy_plugin.subscriptions.newsletter_page import (
    PageNotPublic,
    get_offered_topics,
    get_public_page,
)
from privacy_plugin.subscriptions.processing import ACTIVITIES
from privacy_plugin.subscriptions.signup.double_opt_in import SubscriptionChoice
from privacy_plugin.subscriptions.views.time_zones import time_zone_choices
from privacy_plugin.validation.control_characters import (
    has_control_characters,
    replace_control_characters,
)


class AddressField(forms.EmailField):
    """An e-mail address of a length that mail servers accept."""

    default_error_messages: ClassVar = {"invalid": _("This is no e-mail address.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(max_length=MAX_LENGTH, **kwargs)

    def to_python(self, value: Any) -> str:
        return normalize(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """Refuse characters that nobody can have meant, or no mail server takes."""
        super().validate(value)
        if has_control_characters(value) or not value.isascii():
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show what was entered again without what no page may hold."""
        shown = super().bound_data(data, initial)
        return replace_control_characters(shown) if isinstance(shown, str) else shown


class _ChoiceForm(forms.Form):
    def __init__(
        self, *args: Any, language: str, site_id: int | None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", "subscribe-%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["frequency"] = forms.ChoiceField(
            label=_("How often"),
            choices=Frequency.choices,
            initial=Frequency.AT_ONCE,
            required=False,
        )
        topics = get_offered_topics(language, site_id=site_id)
        chosen = set(self.initial.get("topics", ())) - {one.key for one in topics}
        if chosen:  # of a topic the site has no post about any more
            everywhere = get_offered_topics(language, site_id=None)
            topics += tuple(one for one in everywhere if one.key in chosen)
        if topics:
            self.fields["topics"] = forms.MultipleChoiceField(
                label=_("Only about"),
                choices=[(topic.key, topic.label) for topic in topics],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Tick nothing to get everything."),
            )

    @property
    def has_topics(self) -> bool:
        return "topics" in self.fields


class _BoxesForm(_ChoiceForm):
    def __init__(self, *args: Any, target: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()
        self.fields["target"] = forms.CharField(
            required=False, max_length=165, initial=target, widget=forms.HiddenInput
        )
        kinds = [Kind.POSTS, Kind.THREAD] if target else [Kind.POSTS]
        for kind in kinds:
            activity = ACTIVITIES[kind]
            name = "consent_" + activity.replace(".", "_")
            self.fields[name] = ConsentField(activity=activity)


class SubscribeForm(ConsentMixin, _BoxesForm):
    """A request with at least one ticked box."""

    is_fragment = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_error = any(name.startswith("consent_") for name in self.errors)
        if not has_error and not self.consents:
            message = _("Please tick what you would like to get.")
            self.add_error(None, forms.ValidationError(message, code="nothing"))
        if cleaned.get("target"):
            self._check_target(cleaned["target"])
        return cleaned

    def _check_target(self, target: str) -> None:
        try:
            site = get_page_site(get_public_page(target))
        except PageNotPublic:
            site = None
        if site is None or site.pk != self.controller.site_id:
            message = _("The post whose comments you want to follow is gone.")
            self.add_error(None, forms.ValidationError(message, code="gone"))

    def get_choices(self) -> tuple[SubscriptionChoice, ...]:
        """Return what was ticked; the form must be valid."""
        kinds = {str(key): kind for kind, key in ACTIVITIES.items()}
        return tuple(
            self._build_choice(kinds[answer.activity], answer.version.digest)
            for answer in self.consents
            if answer.version is not None
        )

    def _build_choice(self, kind: str, digest: str) -> SubscriptionChoice:
        if kind != Kind.POSTS:
            return SubscriptionChoice(
                kind=kind, digest=digest, target=self.cleaned_data["target"]
            )
        return SubscriptionChoice(
            kind=kind,
            digest=digest,
            frequency=self.cleaned_data["frequency"] or Frequency.AT_ONCE,
            topics=tuple(self.cleaned_data.get("topics", ())),
        )


class PreferencesForm(_ChoiceForm):
    def __init__(
        self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=languages
        )
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=[
                ("", _("As this site")),
                *time_zone_choices(self.initial.get("time_zone") or ""),
            ],
            required=False,
        )


class AddressForm(forms.Form):
    email = AddressField(label=_("New e-mail address"))
