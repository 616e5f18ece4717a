"""Let a page's translation point to the translations of what the page points to."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, TranslatableMixin  # noqa: TID251 - our own site's pages


def point_to_translations(*, target_obj: Any, **_kwargs: Any) -> None:  # noqa: ANN401 - a signal's
    """Replace authors, categories and the like by their translations, where there are.

    Wagtail copies the references as they are. What nobody has translated stays, so that
    nothing is lost; an editor sees it in the draft.
    """
    is_copy = isinstance(target_obj, Page) and not target_obj.alias_of_id
    if is_copy and _replace_references(target_obj):
        target_obj.save()
        target_obj.save_revision()


def _replace_references(page: Page) -> bool:
    """Change the page in memory; say whether there was anything to change."""
    before = {
        field: list(getattr(page, field.name).all())
        if field.many_to_many
        else [getattr(page, field.name)]
        for field in (*page._meta.fields, *page._meta.many_to_many)
        if field.related_model
        and issubclass(field.related_model, TranslatableMixin)
        and not issubclass(field.related_model, Page)
    }
    is_changed = False
    for field, items in before.items():
        translated = [
            item and (item.get_translation_or_none(page.locale) or item)
            for item in items
        ]
        if translated == items:
            continue
        is_changed = True
        if field.many_to_many:
            getattr(page, field.name).set(translated)
        else:
            setattr(page, field.name, translated[0])
    return is_changed
