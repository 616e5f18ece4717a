"""The items a disclosure lists: categories of data, and entries in device storage.

In the first layer, several items of one sort are shown as their number, and so are very
many fields of a form. Data that others receive or can read is always named.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.processing import (
    DeviceStorage,
    Lasting,
    PersonalData,
    ProcessingActivity,
    Source,
)
from privacy_plugin.processing.recipient import LASTING_LABELS, STORAGE_LABELS
from privacy_plugin.processing.vocabulary import SOURCE_LABELS

_FEW = 2  # so many of a sort are named in the first layer
_MANY = 12  # so many fields of a form


@dataclass(frozen=True, slots=True)
class Item:
    """One item of data, its source and notes.

    `name` is its field name in the request, where the row is about that.
    """

    label: str
    detail: str = ""
    name: str = ""
    source: str = ""


def summarize_data_items(activity: ProcessingActivity) -> tuple[Item, ...]:
    """Return each kind of data by where it comes from; a number for much of a sort."""
    entered = hide_unless_many(list_entered_items(activity))
    added = hide_if_few(list_site_added_items(activity))
    fields = _number(_("%(count)s fields, named below"), entered, Source.ENTERED)
    more = _number(_("%(count)s more, named below"), added, Source.SITE)
    named = (
        item for item in list_data_items(activity) if item not in {*entered, *added}
    )
    return (*fields, *named, *more)


def _number(label: str, items: tuple[Item, ...], source: Source) -> tuple[Item, ...]:
    text = label % {"count": len(items)}
    return (Item(text, source=_(SOURCE_LABELS[source])),) if items else ()


def list_data_items(activity: ProcessingActivity) -> tuple[Item, ...]:
    """Return each kind of data once, grouped by where it comes from."""
    items = [
        _item(item)
        for source in Source
        for item in activity.data
        if item.source is source
    ]
    return tuple(dict.fromkeys(items))


def list_site_added_items(activity: ProcessingActivity) -> tuple[Item, ...]:
    """Return what this site adds itself, sends to nobody and shows to nobody."""
    return _list_kept_items(activity, Source.SITE)


def list_entered_items(activity: ProcessingActivity) -> tuple[Item, ...]:
    """Return what is entered, sent to nobody and shown to nobody."""
    return _list_kept_items(activity, Source.ENTERED)


def _list_kept_items(activity: ProcessingActivity, source: Source) -> tuple[Item, ...]:
    kept, seen = [], set()
    for one in activity.data:
        if one.sent_as or one.public:
            seen.add(_item(one))
        elif one.source is source:
            kept.append(_item(one))
    return tuple(item for item in dict.fromkeys(kept) if item not in seen)


def hide_unless_many(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items, none unless they are too many to be named at once."""
    return items if len(items) > _MANY else ()


def hide_if_few(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items, none where they are few enough to be named at once."""
    return items if len(items) > _FEW else ()


def list_device_items(activity: ProcessingActivity, language: str) -> tuple[Item, ...]:
    """Return what is stored on the reader's device, and for how long."""
    return tuple(_entry(item, language) for item in activity.device_storage)


def _item(item: PersonalData) -> Item:
    notes = []
    if item.optional:
        notes.append(_("optional"))
    if item.public:
        notes.append(_("public"))
    return Item(
        label=translate_text(item.label),
        detail=", ".join(notes),
        source=_(SOURCE_LABELS[item.source]),
    )


def _entry(item: DeviceStorage, language: str) -> Item:
    notes = [
        _(STORAGE_LABELS[item.kind]),
        _(LASTING_LABELS[item.period])
        if isinstance(item.period, Lasting)
        else format_duration(item.period, language),
    ]
    if item.on_use:
        notes.append(_("only once you use it"))
    return Item(label=item.name, detail=", ".join(notes))
