"""Ask for consent in any Django form.

The box is never ticked in advance. Its value is the digest of the disclosure beside it,
so a submitted form says which text was agreed to. Source: GDPR Art. 4(11), 7(1)–(4);
CJEU C-673/17 (Planet49).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.activities import is_in_force
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.errors import StaleNotice, UnknownNotice
from privacy_plugin.disclosure.forms import FormDisclosure
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.notice import get_shown_version
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.memo import Identity
from privacy_plugin.processing import UnknownActivity


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """A person's answer: `version` is the text agreed to, None for no."""

    activity: str
    version: DisclosureVersion | None

    @property
    def is_given(self) -> bool:
        return self.version is not None


class ConsentInput(forms.CheckboxInput):
    """Checkbox whose value is the digest of the text shown beside it."""

    template_name = "privacy_plugin/forms/consent_input.html"
    field: ConsentField

    def format_value(self, value: object) -> str:
        """Return the digest of the disclosure in force."""
        del value
        return self.field.disclosure.digest

    def get_context(
        self, name: str, value: object, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Tick the box only where the person ticked it beside this very text."""
        digest = self.field.disclosure.digest
        context = super().get_context(name, None, attrs)
        context["widget"]["value"] = digest
        context["widget"]["attrs"].pop("checked", None)
        if value == digest:
            context["widget"]["attrs"]["checked"] = True
        return context

    def value_from_datadict(  # type: ignore[override] # the value is the digest
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> str:
        """Return the digest that came with the tick, empty for no tick."""
        del files
        value = data.get(name, "")
        return value if isinstance(value, str) else ""


class NeverGivenInAdvance(forms.BoundField):
    """Ignore the initial value that a view passes for the box."""

    initial = ""


class ConsentField(forms.Field):
    """Ask for the consent an activity needs; an answer is never required.

    Cleans to a ConsentAnswer. Error codes: ``stale`` if the facts have changed since
    the form was shown, ``unknown`` if this site never showed that text.
    """

    widget = ConsentInput
    default_error_messages = {  # noqa: RUF012 - Django's own shape
        "stale": _(
            "What happens with your data has changed since this page was made. Your "
            "text is kept. Please read the information again and decide again."
        ),
        "unknown": _(
            "This site does not know the information you agreed to; perhaps the page "
            "was very old. Your text is kept. Please read the information and decide "
            "again."
        ),
    }

    def __init__(
        self,
        *,
        activity: str,
        controller: Controller | None = None,
        **kwargs: Any,  # noqa: ANN401 - whatever a form field takes
    ) -> None:
        """Ask about `activity`, on behalf of `controller`.

        Without one, the form has to name it before the field is used.
        """
        if kwargs.get("required") or kwargs.get("initial"):
            msg = "A consent is never required and never given in advance"
            raise ValueError(msg)
        kwargs["required"] = False
        kwargs.setdefault("help_text", "")
        super().__init__(**kwargs)
        self.activity = activity
        self._controller = controller
        cast("ConsentInput", self.widget).field = self

    def __deepcopy__(self, memo: dict[int, Any]) -> ConsentField:
        """Copy the field so that the copy's widget knows the copy."""
        result: ConsentField = super().__deepcopy__(memo)
        result.widget = deepcopy(self.widget, memo)
        cast("ConsentInput", result.widget).field = result
        result.__dict__.pop("disclosure", None)
        return result

    def get_bound_field(
        self, form: forms.BaseForm, field_name: str
    ) -> NeverGivenInAdvance:
        """Return the box in this form, unticked whatever `initial` the form has."""
        return NeverGivenInAdvance(form, self, field_name)

    @property
    def controller(self) -> Controller:
        """Return who is given the consent; raise LookupError if nobody was named."""
        if self._controller is None:
            msg = f"Who asks about {self.activity!r}? Give the form its controller"
            raise LookupError(msg)
        return self._controller

    @controller.setter
    def controller(self, controller: Controller) -> None:
        self._controller = controller
        self.__dict__.pop("disclosure", None)

    @cached_property
    def disclosure(self) -> Disclosure:
        """Return the label of the box, in the active language."""
        return disclose(self.activity, controller=self.controller)

    def clean(self, value: str) -> ConsentAnswer:
        """Return the answer; raise ValidationError for a text that does not count."""
        if not value:
            return ConsentAnswer(self.activity, None)
        try:
            version = get_shown_version(
                self.activity, value, controller=self.controller
            )
        except StaleNotice:
            code = "stale"
        except (UnknownNotice, UnknownActivity):
            code = "unknown"
        else:
            return ConsentAnswer(self.activity, version)
        raise forms.ValidationError(self.error_messages[code], code=code)


class ConsentMixin:
    """Collect the consents given in a form, and record them.

    Put it before ``forms.Form``. `controller` is the controller of the site the form is
    on. What is not in force is not asked. A class whose own `is_fragment` is true, not
    inherited, says that an empty form shows nothing but its fields and disclosures,
    apart from what is hidden.
    """

    is_fragment: ClassVar = False

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - whatever a form takes
        controller: Controller,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        self.controller = controller
        super().__init__(*args, **kwargs)
        for name, field in self._consent_fields().items():
            if not is_in_force(field.activity):
                del cast("forms.BaseForm", self).fields[name]
        for field in self._consent_fields().values():
            field.controller = controller
            field.label = field.label or field.disclosure.question

    def _consent_fields(self) -> dict[str, ConsentField]:
        fields = cast("forms.BaseForm", self).fields
        return {
            name: field
            for name, field in fields.items()
            if isinstance(field, ConsentField)
        }

    @property
    def disclosures(self) -> tuple[Disclosure, ...]:
        return tuple(field.disclosure for field in self._consent_fields().values())

    def disclose(self, form: FormDisclosure) -> tuple[Disclosure, ...]:
        """Return what stands beside a registered form, as far as this one asks."""
        asked = {shown.key: shown for shown in self.disclosures}
        return tuple(
            asked.get(activity.key)
            or disclose(activity.key, controller=self.controller)
            for activity in form.activities
            if activity.key in asked or not activity.needs_consent
        )

    def get_fragment_key(self) -> tuple[object, ...] | None:
        """Return what an empty form shows; None where that is not known from here."""
        form = cast("forms.BaseForm", self)
        if form.is_bound or not vars(type(self)).get("is_fragment"):
            return None
        fields = tuple(
            _describe(name, form) for name in form.fields if not _is_hidden(form, name)
        )
        surroundings = Identity(type(self)), str(form.auto_id), form.prefix
        return *surroundings, self.controller, self.disclosures, *fields

    @property
    def consents(self) -> tuple[ConsentAnswer, ...]:
        """Return the consents the reader gave; the form must be valid."""
        cleaned = cast("forms.Form", self).cleaned_data
        answers = (cleaned.get(name) for name in self._consent_fields())
        return tuple(answer for answer in answers if answer and answer.is_given)

    def record_consents(
        self,
        subject: SubjectKey,
        *,
        method: str,
        at: datetime,
        is_new_subject: bool = False,
    ) -> tuple[ConsentRecord, ...]:
        """Write each consent given into the ledger, in the caller's transaction.

        `is_new_subject` says that the key was made in this transaction; that is faster.
        """
        versions = [one.version for one in self.consents if one.version is not None]
        if is_new_subject:
            return ledger.give_first(subject, versions, method=method, at=at)
        return tuple(
            ledger.give(subject, version, method=method, at=at) for version in versions
        )

    def has_error_code(self, *codes: str) -> bool:
        """Say whether a consent failed for one of these codes (stale, unknown)."""
        form = cast("forms.Form", self)
        return any(
            form.has_error(name, code)
            for name in self._consent_fields()
            for code in codes
        )


def _is_hidden(form: forms.BaseForm, name: str) -> bool:
    return form.fields[name].widget.is_hidden


def _describe(name: str, form: forms.BaseForm) -> tuple[object, ...]:
    field = form.fields[name]
    choices = getattr(field, "choices", ())
    return (
        name,
        str(field.label),
        str(field.help_text),
        repr(form.get_initial_for_field(field, name)),
        tuple((str(value), str(label)) for value, label in choices),
    )
