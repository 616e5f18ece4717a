"""The form pages of a site, and what its privacy page and record say about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.apps import apps

from privacy_plugin.form_pages.fields import build_fields_data, replace_fields_data
from privacy_plugin.form_pages.models import DisclosedFormMixin
from privacy_plugin.processing import (
    N_,
    PersonalData,
    Phrase,
    ProcessingActivity,
)

FIELD_OF_FORM = N_("%(field)s (in the form “%(form)s”)")


def list_form_pages(site_id: int | None) -> Iterator[DisclosedFormMixin]:
    """Yield the form pages that everybody can see on a site."""
    for model in apps.get_models():
        if not issubclass(model, DisclosedFormMixin):
            continue
        for page in model._default_manager.live().public().order_by("path"):
            parts = page.get_url_parts()
            if parts is not None and parts[0] == site_id:
                yield page


def name_fields_of_site(
    activities: tuple[ProcessingActivity, ...], site_id: int | None
) -> tuple[ProcessingActivity, ...]:
    """Return the activities with the fields of every form page of the site."""
    asked: dict[str, tuple[PersonalData, ...]] = {}
    for page in list_form_pages(site_id):
        known = asked.get(page.privacy_activity, ())
        asked[page.privacy_activity] = (*known, *_name_fields(page))
    return tuple(
        replace_fields_data(activity, asked.get(activity.key, ()))
        for activity in activities
    )


def _name_fields(page: DisclosedFormMixin) -> Iterator[PersonalData]:
    for item in build_fields_data(page.get_form_fields()):
        label = Phrase(FIELD_OF_FORM, field=str(item.label), form=page.title)
        yield replace(item, label=label)
