"""What subscribers are told about: every page whose type carries the mixin.

The plugin knows no page type by name. A site's post takes the mixin, shows its panel,
and may say by its methods what a mail tells of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, cast

import swapper
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


@dataclass(frozen=True, slots=True)
class Topic:
    """Name something a subscription can be limited to; the key has 64 characters."""

    key: str
    label: str


class AnnounceableMixin(models.Model):
    """Give a page type the switch by which its author tells subscribers or does not."""

    announce = models.BooleanField(
        _("tell subscribers"),
        default=True,
        help_text=_(
            "Subscribers get a mail when this is published for the first time, and "
            "never again."
        ),
    )

    announcement_panels: ClassVar = [FieldPanel("announce")]

    class Meta:
        abstract = True

    def announcement_intro(self) -> str:
        """Return one or two sentences that a mail shows below the title."""
        return str(getattr(self, "intro", ""))

    def announcement_text(self) -> str:
        """Return the whole text as HTML, empty where a mail only ever has the intro.

        It is asked for in the language of the page and without a request. What no mail
        may hold is taken out afterwards.
        """
        return ""

    def announcement_topics(self) -> tuple[Topic, ...]:
        """Return what this is about."""
        return ()

    @classmethod
    def offered_topics(cls, language: str) -> tuple[Topic, ...]:
        """Return what a subscription can be limited to."""
        del language
        return ()


class NothingToAnnounce(LookupError):
    """Say that there is no such page, or that not everybody can read it any more."""


def offered_topics(language: str) -> tuple[Topic, ...]:
    """Return the topics of every announced page type, each once."""
    found = [
        topic for model in _announced() for topic in model.offered_topics(language)
    ]
    return tuple({topic.key: topic for topic in found}.values())


def name_of(page: models.Model) -> str:
    """Return the name under which a page stands in a mailing or a subscription."""
    return name_of_number(page.pk)


def name_of_number(number: int) -> str:
    """Return the name of the page with this number, whether there is one or not."""
    return f"{_page_model()._meta.label_lower}:{number}"


def find_page(name: str) -> models.Model:
    """Return a page that everybody can read now, by its name.

    Raises NothingToAnnounce.
    """
    label, _colon, key = name.partition(":")
    if label != _page_model()._meta.label_lower or not key.isdigit():
        raise NothingToAnnounce(label)
    try:
        page = _page_model()._default_manager.get(pk=int(key)).specific  # type: ignore[attr-defined] # Wagtail is untyped
    except (ObjectDoesNotExist, OverflowError):
        raise NothingToAnnounce(label) from None
    if not is_public(page):
        raise NothingToAnnounce(label)
    return cast("models.Model", page)


def is_public(page: models.Model) -> bool:
    """Say whether every reader can see a page."""
    restrictions = getattr(page, "get_view_restrictions", None)
    is_live = bool(getattr(page, "live", False))
    return is_live and not (restrictions and restrictions().exists())


def _announced() -> Iterator[type[AnnounceableMixin]]:
    for model in apps.get_models():
        if issubclass(model, AnnounceableMixin):
            yield model


def _page_model() -> type[models.Model]:
    return cast("type[models.Model]", swapper.load_model("wagtailcore", "Page"))
