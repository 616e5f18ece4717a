"""Iterate over a site's content: each text that may contain HTML, and its place.

Texts are read as stored, before they are sanitised on load, and one at a time, because
a site may have many thousand pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import swapper
from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet, TextChoices
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, RevisionMixin
from wagtail.snippets.models import get_snippet_models

from privacy_plugin.embeds.blocks import RawHTMLBlock, RichTextBlock
from privacy_plugin.embeds.fields import RichTextField as InertRichTextField
from privacy_plugin.embeds.html.rewrite import embed_markup

CHUNK = 200
ObjectSelector = Callable[[type[models.Model]], "QuerySet[Any]"]


class Treatment(TextChoices):
    """What happens to a reference when somebody reads the text."""

    OPEN = "open", _("is loaded")
    MAYBE = "maybe", _("is loaded if a template prints the text as it is")
    GATED = "gated", _("waits for the reader's click")
    LINKED = "linked", _("is a link")
    REMOVED = "removed", _("is made inert")


LOADED = frozenset({Treatment.OPEN, Treatment.MAYBE})


@dataclass(frozen=True, slots=True)
class Text:
    """A stored text, and its place in its object."""

    path: str
    html: str
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class Version:
    """An object as it is published, or as its latest draft.

    `title` is empty for a model without such a column.
    """

    model: type[models.Model]
    pk: object
    title: str
    is_draft: bool
    texts: tuple[Text, ...]


def iter_versions(within: ObjectSelector) -> Iterator[Version]:
    for model in apps.get_models():
        fields = _fields_of(model)
        if fields and not model._meta.proxy and model._meta.managed:
            yield from _stored(model, fields, within(model))
            if _is_drafted(model):
                yield from _drafted(model, fields, within(model))


def _fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return a model's own fields that may contain HTML."""
    page = swapper.load_model("wagtailcore", "Page")
    is_written = issubclass(model, (page, AbstractSetting)) and model is not page
    is_written |= model in get_snippet_models()
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, (StreamField, RichTextField))
        or (is_written and type(field) is models.TextField)
    ]


def _is_drafted(model: type[models.Model]) -> bool:
    return issubclass(model, DraftStateMixin) and issubclass(model, RevisionMixin)


def _title_of(model: type[models.Model]) -> str:
    names = {field.name for field in model._meta.concrete_fields}
    return "title" if "title" in names else "pk"


def _stored(
    model: type[models.Model],
    fields: list[models.Field[Any, Any]],
    selected: QuerySet[Any],
) -> Iterator[Version]:
    """Yield the rows of the table, except for drafts with a revision."""
    is_live, title = "live" if _is_drafted(model) else "pk", _title_of(model)
    if _is_drafted(model):
        selected = selected.exclude(live=False, latest_revision__isnull=False)
    raw = {
        f"raw_{field.name}": Cast(field.name, models.TextField()) for field in fields
    }
    rows = selected.order_by("pk").values_list("pk", title, is_live, *raw.values())
    for pk, named, live, *values in rows.iterator(chunk_size=CHUNK):
        name = str(named) if title != "pk" else ""
        yield Version(model, pk, name, not live, tuple(_texts(fields, values)))


def _drafted(
    model: type[models.Model],
    fields: list[models.Field[Any, Any]],
    selected: QuerySet[Any],
) -> Iterator[Version]:
    drafts = selected.filter(
        Q(live=False) | Q(has_unpublished_changes=True), latest_revision__isnull=False
    )
    rows = drafts.order_by("pk").values_list("pk", "latest_revision__content")
    for pk, content in rows.iterator(chunk_size=CHUNK):
        values = [content.get(field.name) for field in fields]
        texts, title = tuple(_texts(fields, values)), content.get("title")
        yield Version(model, pk, str(title or ""), is_draft=True, texts=texts)


def iter_texts(model: type[models.Model], content: Mapping[str, Any]) -> Iterator[Text]:
    """Yield the texts of one object; `content` is as a revision keeps it."""
    for one in (model, *model._meta.get_parent_list()):
        fields = _fields_of(one)
        yield from _texts(fields, [content.get(field.name) for field in fields])


def _texts(
    fields: list[models.Field[Any, Any]], values: list[object]
) -> Iterator[Text]:
    for field, value in zip(fields, values, strict=True):
        if not value:
            continue
        if isinstance(field, StreamField):
            yield from _in_stream(field.stream_block, _read(value), field.name)
        elif isinstance(field, RichTextField):
            is_ours = isinstance(field, InertRichTextField)
            treatment = Treatment.REMOVED if is_ours else Treatment.OPEN
            yield Text(field.name, str(value), treatment)
        else:
            yield Text(field.name, str(value), Treatment.MAYBE)


def _read(value: object) -> object:
    try:
        for _layer in range(2):
            value = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return value


def _in_stream(block: Any, raw: object, path: str) -> Iterator[Text]:
    for place, child in enumerate(raw if isinstance(raw, list) else ()):
        if isinstance(child, dict) and child.get("type") in block.child_blocks:
            kind = child["type"]
            inner = block.child_blocks[kind]
            yield from _in_block(inner, child.get("value"), f"{path}[{place}].{kind}")


def _in_block(block: Any, raw: object, path: str) -> Iterator[Text]:
    for kind, walk in _WALKS:
        if isinstance(block, kind):
            yield from walk(block, raw, path)
            return
    child = getattr(block, "embedded_child", "")
    if child and isinstance(raw, dict) and raw.get(child):
        yield Text(f"{path}.{child}", embed_markup(str(raw[child])), Treatment.REMOVED)
    elif isinstance(block, blocks.BaseStructBlock) and isinstance(raw, dict):
        for name, inner in block.child_blocks.items():
            yield from _in_block(inner, raw.get(name), f"{path}.{name}")


def _in_list(block: Any, raw: object, path: str) -> Iterator[Text]:
    for place, item in enumerate(raw if isinstance(raw, list) else ()):
        is_wrapped = isinstance(item, dict) and item.get("type") == "item"
        value = item.get("value") if is_wrapped else item
        yield from _in_block(block.child_block, value, f"{path}[{place}]")


def _in_text(block: Any, raw: object, path: str) -> Iterator[Text]:
    if isinstance(raw, str):
        is_ours = isinstance(block, (RawHTMLBlock, RichTextBlock))
        yield Text(path, raw, Treatment.REMOVED if is_ours else Treatment.OPEN)


def _in_embed(_block: Any, raw: object, path: str) -> Iterator[Text]:
    if raw and isinstance(raw, str):
        yield Text(path, embed_markup(raw), Treatment.REMOVED)


def _in_table(block: Any, raw: object, path: str) -> Iterator[Text]:
    rows = raw.get("data") if isinstance(raw, dict) else None
    if block.is_html_renderer():
        for y, row in enumerate(rows or ()):
            for x, cell in enumerate(row):
                if isinstance(cell, str):
                    yield Text(f"{path}[{y}][{x}]", cell, Treatment.OPEN)


def _in_typed_table(block: Any, raw: object, path: str) -> Iterator[Text]:
    if not isinstance(raw, dict):
        return
    kinds = [column.get("type") for column in raw.get("columns", ())]
    for y, row in enumerate(raw.get("rows", ())):
        for x, (kind, cell) in enumerate(
            zip(kinds, row.get("values", ()), strict=False)
        ):
            if kind in block.child_blocks:
                inner = block.child_blocks[kind]
                yield from _in_block(inner, cell, f"{path}[{y}][{x}]")


_WALKS: tuple[tuple[Any, Callable[[Any, object, str], Iterator[Text]]], ...] = (
    ((blocks.RichTextBlock, blocks.RawHTMLBlock), _in_text),
    (EmbedBlock, _in_embed),
    (TableBlock, _in_table),
    (TypedTableBlock, _in_typed_table),
    (blocks.BaseStreamBlock, _in_stream),
    (blocks.ListBlock, _in_list),
)
