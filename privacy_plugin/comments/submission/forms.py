"""The forms readers fill in, field by field as declared.

They are no model forms: the fields follow the declaration, not the table.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Protocol, cast, runtime_checkable

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.discussions.context import CommentContext
from privacy_plugin.comments.models import NAME_LENGTH, Comment
from privacy_plugin.comments.spam_check.checker import get_consent_activities
from privacy_plugin.comments.submission import spam_heuristics
from privacy_plugin.comments.text import markdown
from privacy_plugin.comments.text.visible_text import VisibleText, is_visible
from privacy_plugin.consent.forms import ConsentField, ConsentMixin
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.validation.control_characters import (
    LINES,
    has_control_characters,
    has_direction_marks,
    replace_control_characters,
)
from privacy_plugin.validation.web_urls import WEB_SCHEMES

EMAIL_LENGTH = 254
EXTENSION_HOOK = "register_comment_form_extension"  # decision 7
_EMPTY_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")


def _without_control_characters(shown: Any) -> Any:
    if not isinstance(shown, str):
        return shown
    return replace_control_characters(shown, keep=LINES)


class PlainTextField(forms.CharField):
    """Printable text with normalised line breaks."""

    default_error_messages = {
        "control": _(
            "The text contained characters that cannot be shown (control characters). "
            "They have been taken out; please look at it and send it again."
        ),
        "encoding": _(
            "The text contains characters that arrived damaged. Please check it and "
            "send it again."
        ),
    }

    def to_python(self, value: Any) -> str:
        """Return the text with uniform line breaks, empty if it shows nothing."""
        text = super().to_python(value) or ""
        if not is_visible(text) and not has_control_characters(text, keep=LINES):
            return ""
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show what was entered again without what no page may hold."""
        return _without_control_characters(super().bound_data(data, initial))

    def validate(self, value: str) -> None:
        """Refuse characters that nobody can have meant."""
        super().validate(value)
        if "\ufffd" in value:
            raise forms.ValidationError(self.error_messages["encoding"], "encoding")
        if has_control_characters(value, keep=LINES):
            raise forms.ValidationError(self.error_messages["control"], "control")


class CommentTextField(PlainTextField):
    """The text of a comment, which must have visible content."""

    default_error_messages = {
        "invisible": _("Nothing of this text would be visible. Please add some words."),
    }

    def __init__(self, **kwargs: Any) -> None:
        """Leave the white space at the beginning alone: it may indent code."""
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text without empty lines around it."""
        return _EMPTY_LINES.sub("", super().to_python(value)).rstrip()

    def validate(self, value: str) -> None:
        """Refuse what would be published without a visible character."""
        super().validate(value)
        if not value or len(value) > (self.max_length or 0):  # refused anyway
            return
        if not is_visible(VisibleText(markdown.render(value)).words):
            raise forms.ValidationError(self.error_messages["invisible"], "invisible")


class MarkField(forms.CharField):
    """Accept any value of a hidden field; it is never the reader's fault."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show it again without what no page may hold."""
        return _without_control_characters(super().bound_data(data, initial))


class NameField(PlainTextField):
    """A one-line name that cannot change the text direction after it."""

    def validate(self, value: str) -> None:
        """Refuse line breaks and marks that change the direction of writing."""
        super().validate(value)
        if has_control_characters(value) or has_direction_marks(value):
            raise forms.ValidationError(self.error_messages["control"], "control")


class CommentFieldsForm(forms.Form):
    """The published data: a text and an optional name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Build the fields the site asks for."""
        kwargs.setdefault("auto_id", "comment-%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["text"] = CommentTextField(
            label=_("Your comment"),
            max_length=comments_conf.max_length,
            widget=forms.Textarea(attrs={"rows": 5, "required": True, "dir": "auto"}),
            error_messages={"required": _("Please write something.")},
        )
        self.fields["name"] = NameField(
            label=_("Name"),
            required=False,
            max_length=NAME_LENGTH,
            widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
        )
        if comments_conf.ask_email:
            self.fields["email"] = forms.EmailField(
                label=_("E-mail address"),
                required=False,
                max_length=EMAIL_LENGTH,
                widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            )
        if comments_conf.ask_website:
            self.fields["website"] = forms.URLField(
                label=_("Website"),
                required=False,
                max_length=500,
                assume_scheme="https",
                validators=[URLValidator(schemes=sorted(WEB_SCHEMES))],
                widget=forms.URLInput(attrs={"autocomplete": "url"}),
            )

    def word(self, name: str) -> str:
        """Return what was entered into a field, empty where the site does not ask."""
        return str(self.cleaned_data.get(name) or "")


class ConsentFieldsForm(forms.Form):
    """The consents that the spam checker needs; none without one."""

    def __init__(
        self, *args: Any, activities: tuple[str, ...] | None = None, **kwargs: Any
    ) -> None:
        """Add one box per activity, by default all of the checker's."""
        kwargs.setdefault("auto_id", "comment-%s")
        super().__init__(*args, **kwargs)
        chosen = get_consent_activities() if activities is None else activities
        for activity in chosen:
            name = "consent_" + activity.replace(".", "_")
            self.fields[name] = ConsentField(activity=activity)
        self.consent_names = [name for name in self.fields if name[:8] == "consent_"]


class ConsentForm(ConsentMixin, ConsentFieldsForm):
    """Ask for consents later, on the private page."""


class EditForm(CommentFieldsForm):
    """Edit the text for a short while."""


class _NewComment(CommentFieldsForm, ConsentFieldsForm):
    """Text, consents and hidden fields together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add what programs fill in and people do not see."""
        super().__init__(*args, **kwargs)
        self.fields["topic"] = MarkField(
            label=_("Leave this field empty"),
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )
        without_id = {"id": False}  # nothing refers to them
        self.fields["target"] = MarkField(
            required=False, max_length=300, widget=forms.HiddenInput(without_id)
        )
        self.fields["parent"] = forms.IntegerField(
            required=False, min_value=1, widget=forms.HiddenInput(without_id)
        )


@runtime_checkable
class CommentFormExtension(Protocol):
    """A `Form` within the form for a comment, with its own disclosures and template.

    Made with `data` and `controller`. Its fields need a prefix, and none may be
    required. The template gets it as `form`, and the `heading_level` of its headings. A
    hook returns None while there is nothing to ask.
    """

    template_name: str
    errors: forms.utils.ErrorDict
    disclosures: tuple[Disclosure, ...]

    def save_with_comment(self, comment: Comment, *, at: datetime) -> None:
        """Store what was entered, in the transaction that stores the comment.

        Not called for a comment that is probably spam.
        """


class CommentForm(ConsentMixin, _NewComment):
    """Take a new comment: the words, the consents and the marks of the form."""

    is_fragment = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let other apps add parts of their own."""
        super().__init__(*args, **kwargs)
        data = cast("QueryDict | None", self.data if self.is_bound else None)
        self.extensions = _build_extensions(data, self.controller)

    def get_fragment_key(self) -> tuple[object, ...] | None:
        """Return what an empty form shows, with the parts of other apps."""
        own = super().get_fragment_key()
        parts = [
            part.get_fragment_key() if isinstance(part, ConsentMixin) else None
            for part in self.extensions
        ]
        return None if own is None or None in parts else (*own, *parts)

    def clean(self) -> dict[str, Any]:
        """Be wrong where another app's part is wrong."""
        cleaned = super().clean() or self.cleaned_data
        for extension in self.extensions:
            for errors in extension.errors.values():
                self.add_error(None, list(errors))
        return cleaned

    def build_comment(self, context: CommentContext) -> Comment:
        """Return the words of a valid form as a comment that is not stored yet."""
        text = self.word("text")
        html = markdown.render(text)
        return Comment(
            text=text,
            html=html,
            name=self.word("name"),
            email=self.word("email"),
            website=self.word("website"),
            parent_id=self.cleaned_data.get("parent"),
            language=context.language,
            fingerprint=spam_heuristics.fingerprint(html),
            submitted_at=context.at,
        )

    def build_draft(self, comment: Comment) -> spam_heuristics.Draft:
        """Return what the heuristics look at; `comment` is what this form built."""
        return spam_heuristics.Draft(
            honeypot=self.word("topic"),
            html=comment.html,
            name=comment.name,
            website=comment.website,
        )

    def keep_fields(self) -> list[tuple[str, str]]:
        """Return every field but the consents, to be carried along hidden."""
        return [
            (name, self.data.get(name, ""))
            for name in self.fields
            if name not in self.consent_names and self.data.get(name)
        ]


def _build_extensions(
    data: QueryDict | None, controller: Controller
) -> tuple[CommentFormExtension, ...]:
    """Return the parts of the installed apps, empty or with what was sent."""
    classes = [get_class() for get_class in hooks.get_hooks(EXTENSION_HOOK)]
    return tuple(
        form_class(data, controller=controller) for form_class in classes if form_class
    )
