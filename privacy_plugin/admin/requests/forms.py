"""The forms of the desk: a request, a proof, a reason, a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from privacy_plugin.admin.access.sites import User
from privacy_plugin.admin.requests.access import request_access
from privacy_plugin.consent.errors import LinkExpired, LinkForged
from privacy_plugin.egress.mail.email_addresses import normalize
from privacy_plugin.rights.people.lookup import find_by_proof
from privacy_plugin.rights.requests.models import Extension, RefusalReason, RequestKind
from privacy_plugin.rights.requests.steps import NewRequest

ALL_SITES = "all"
_LONGEST = 2000


class IdentityField(forms.CharField):
    """A private link, a receipt, its number, or an e-mail address."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - a field's
        kwargs.setdefault("label", _("Private link, receipt or e-mail address"))
        kwargs.setdefault(
            "help_text",
            _(
                "A private link or a receipt shows at once whose data it is. An e-mail "
                "address has to be confirmed first."
            ),
        )
        widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        super().__init__(max_length=_LONGEST, widget=widget, **kwargs)

    def clean(self, value: object) -> str:
        """Reject what is neither an address nor a link of this software."""
        text: str = super().clean(value).strip()
        if not text:
            return ""
        if "@" in text and "~" not in text:
            EmailValidator(_("This is no complete e-mail address."))(normalize(text))
            return text
        try:
            find_by_proof(text)
        except LinkExpired:
            raise ValidationError(
                _("This link has expired. Ask for the e-mail address instead.")
            ) from None
        except (LinkForged, ValueError):
            raise ValidationError(
                _(
                    "This is no private link and no receipt of this site. Perhaps a "
                    "part of it was lost when it was copied."
                )
            ) from None
        return text


class NewRequestForm(forms.Form):
    """A request that came in, whichever way."""

    kind = forms.ChoiceField(label=_("What is asked for"), choices=RequestKind.choices)
    received_on = forms.DateField(
        label=_("Received on"),
        widget=AdminDateInput,
        initial=timezone.localdate,
        help_text=_("The answer is due one month later: Art. 12(3) GDPR."),
    )
    site = forms.ChoiceField(label=_("Site"))
    language = forms.ChoiceField(
        label=_("Language of the answer"), choices=settings.LANGUAGES
    )
    identity = IdentityField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        sites = [(str(one.pk), str(one)) for one in request_access.sites(user)]
        if request_access.is_for_all_sites(user):
            together = (ALL_SITES, str(_("All sites together")))
            sites = [together] if len(sites) == 1 else [*sites, together]
        field: Any = self.fields["site"]
        field.choices = sites
        if len(sites) == 1:
            field.initial = sites[0][0]
            field.widget = forms.HiddenInput()

    def clean_received_on(self) -> object:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        if day.year < _FIRST_YEAR:
            raise ValidationError(_("This day is before the GDPR applied."))
        return day

    def get_new_request(self) -> NewRequest:
        site = self.cleaned_data["site"]
        return NewRequest(
            kind=self.cleaned_data["kind"],
            received_on=self.cleaned_data["received_on"],
            language=self.cleaned_data["language"],
            site_id=None if site == ALL_SITES else int(site),
        )


_FIRST_YEAR = 2018


class IdentityForm(forms.Form):
    identity = IdentityField()


class ExtendForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why it takes longer"), choices=Extension.choices
    )


class RefuseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why it is refused"), choices=RefusalReason.choices
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Finds only what everybody can read. A name proves nothing: nothing is "
            "exported or erased by it."
        ),
    )
