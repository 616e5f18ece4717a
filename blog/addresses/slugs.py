"""Slugs from people's words: never empty, never too long, never taken."""

from __future__ import annotations

import unicodedata
from itertools import chain, count
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.utils.text import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


SLUG_LENGTH = 100


def build_slug(text: str, *, max_length: int) -> str:
    """Return a slug of at most `max_length` characters for any text.

    Where no letter or digit is left ("🙂", "++"), its characters are spelled out by
    their Unicode names. Empty only where `text` is nothing but white space.
    """
    slug = slugify(text, allow_unicode=True) or slugify(" ".join(_names(text)))
    return slug[:max_length].strip("-_")


def find_free_slug(
    slug: str, is_taken: Callable[[str], bool], *, max_length: int
) -> str:
    """Return `slug`, or the first of ``slug-2``, ``slug-3`` … that is free."""
    endings = chain([""], (f"-{number}" for number in count(2)))
    candidates = (slug[: max_length - len(ending)] + ending for ending in endings)
    return next(candidate for candidate in candidates if not is_taken(candidate))


def set_slug(sender: type[models.Model], instance: Any, **_options: object) -> None:
    """Give a slug to an author, category or tag saved without one (``pre_save``).

    django-taggit leaves the slug of a tag without letters empty and lets that of a
    long one grow (it has no setting for either); the address of such a tag cannot be
    reversed, or cannot be stored. A slug that is there stays as it is.
    """
    field = cast("models.SlugField[str, str]", sender._meta.get_field("slug"))
    max_length = field.max_length or SLUG_LENGTH
    if 0 < len(instance.slug) <= max_length:
        return
    others = sender._base_manager.exclude(pk=instance.pk)
    if hasattr(instance, "locale_id"):
        others = others.filter(locale_id=instance.locale_id)
    slug = build_slug(instance.name, max_length=max_length)
    instance.slug = find_free_slug(
        slug or sender._meta.model_name or "",
        lambda candidate: others.filter(slug=candidate).exists(),
        max_length=max_length,
    )


def _names(text: str) -> Iterator[str]:
    """Yield the name of each character, or its number where it has none."""
    for character in text:
        if not character.isspace():
            yield unicodedata.name(character, f"u{ord(character):x}")
