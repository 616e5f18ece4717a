"""The mixin for pages that subscribers are told about.

The plugin knows no page type by name. A site's page type adds the mixin and its panel,
and may override methods that provide the content of the mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import swapper
from django import forms
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from privacy_plugin.http.parameters import parse_number
from privacy_plugin.subscriptions.models import Subscriber


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic a subscription can be limited to; the key has at most 64 characters."""

    key: str
    label: str


class _AnnounceFormField(forms.TypedChoiceField):
    """Required before the first publication, if anybody has subscribed."""

    default_error_messages: ClassVar = {
        "required": _("Please choose whether subscribers get a mail about this.")
    }

    def get_bound_field(self, form: BaseForm, field_name: str) -> BoundField:
        page = getattr(form, "instance", None)
        is_published = bool(getattr(page, "first_published_at", None))
        if is_published or not Subscriber.objects.exists():
            self.required = False
        return super().get_bound_field(form, field_name)


class AnnounceField(models.BooleanField):  # type: ignore[type-arg] # it takes none
    """Whether to notify subscribers: required by the form, nullable in the database.

    Pages that are published by code, copied or imported notify nobody unless it is
    True.
    """

    def formfield(self, **options: Any) -> forms.Field | None:
        chosen = {
            "required": True,
            "choices_form_class": _AnnounceFormField,
            "widget": forms.Select,
        }
        return super().formfield(**{**chosen, **options})


class NewsletterPageMixin(models.Model):
    """Ask authors whether to notify subscribers of a page.

    Copies, aliases and translations start without an answer.
    """

    announce = AnnounceField(
        _("notify subscribers"),
        null=True,
        blank=True,
        choices=[
            (None, _("Please choose")),
            (True, _("Yes, send them a mail")),
            (False, _("No, notify nobody")),
        ],
        help_text=_(
            "Asked once, before this is published for the first time. Nothing is sent "
            "when you change it later."
        ),
    )

    newsletter_panels: ClassVar = [FieldPanel("announce")]
    exclude_fields_in_copy: ClassVar[list[str]]

    class Meta:
        abstract = True

    def __init_subclass__(cls, **options: Any) -> None:
        """Leave the answer out of copies, whatever a page type leaves out itself."""
        super().__init_subclass__(**options)
        left_out = getattr(cls, "exclude_fields_in_copy", [])
        cls.exclude_fields_in_copy = [*left_out, "announce"]

    def newsletter_intro(self) -> str:
        """Return one or two sentences that a mail shows below the title."""
        return str(getattr(self, "intro", ""))

    def newsletter_html(self) -> str:
        """Return the whole text as HTML, empty where a mail only ever has the intro.

        It is asked for in the language of the page and without a request. What no mail
        may hold is taken out afterwards.
        """
        return ""

    def newsletter_topics(self) -> tuple[Topic, ...]:
        return ()

    @classmethod
    def get_offered_topics(
        cls, language: str, *, site_id: int | None
    ) -> tuple[Topic, ...]:
        """Return what a subscription to a site can be limited to; None is every site.

        The keys are the same in each language, the labels are in `language`.
        """
        del language, site_id
        return ()


class PageNotPublic(LookupError):
    """The page does not exist or is no longer public."""


def get_offered_topics(language: str, *, site_id: int | None) -> tuple[Topic, ...]:
    """Return the topics of every announced page type, each once.

    With `site_id` only those of that site, to choose from; without one all there are,
    to name what was chosen.
    """
    found = [
        topic
        for model in _get_newsletter_page_models()
        for topic in model.get_offered_topics(language, site_id=site_id)
    ]
    return tuple({topic.key: topic for topic in found}.values())


def get_page_reference(page: models.Model) -> str:
    """Return the key of a page in mailings and subscriptions."""
    return build_page_reference(page.pk)


def build_page_reference(number: int) -> str:
    return f"{_page_model()._meta.label_lower}:{number}"


def get_public_page(name: str) -> models.Model:
    """Return a page that everybody can read now, by its name.

    Raises NothingToAnnounce.
    """
    label, _colon, key = name.partition(":")
    number = parse_number(key)
    if label != _page_model()._meta.label_lower or number is None:
        raise PageNotPublic(label)
    try:
        page = _page_model()._default_manager.get(pk=number).specific  # type: ignore[attr-defined] # Wagtail is untyped
    except ObjectDoesNotExist:
        raise PageNotPublic(label) from None
    if not is_public(page):
        raise PageNotPublic(label)
    return cast("models.Model", page)


def is_public(page: models.Model) -> bool:
    restrictions = getattr(page, "get_view_restrictions", None)
    is_live = bool(getattr(page, "live", False))
    return is_live and not (restrictions and restrictions().exists())


def _get_newsletter_page_models() -> Iterator[type[NewsletterPageMixin]]:
    for model in apps.get_models():
        if issubclass(model, NewsletterPageMixin):
            yield model


def _page_model() -> type[models.Model]:
    return cast("type[models.Model]", swapper.load_model("wagtailcore", "Page"))
