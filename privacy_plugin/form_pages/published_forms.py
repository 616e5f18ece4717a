"""The form pages of a site, and what its privacy page and record say about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.apps import apps
from wagtail.contrib.forms.models import EmailFormMixin

from privacy_plugin.form_pages.fields import build_fields_data, replace_fields_data
from privacy_plugin.form_pages.mailboxes import (
    get_email_copy_key,
    is_email_copy,
    list_addresses,
)
from privacy_plugin.form_pages.models import DisclosedFormMixin
from privacy_plugin.processing import (
    N_,
    PersonalData,
    Phrase,
    ProcessingActivity,
)

FIELD_OF_FORM = N_("%(field)s (in the form “%(form)s”)")


def list_to_addresses() -> Iterator[str]:
    """Yield where the live form pages of all sites mail messages to."""
    for model in apps.get_models():
        if issubclass(model, DisclosedFormMixin) and issubclass(model, EmailFormMixin):
            mailed = model._default_manager.live().exclude(to_address="")
            yield from mailed.order_by("path").values_list("to_address", flat=True)


def list_site_form_pages(site_id: int | None) -> Iterator[DisclosedFormMixin]:
    """Yield the form pages of a site that everybody can see."""
    for model in apps.get_models():
        if not issubclass(model, DisclosedFormMixin):
            continue
        for page in model._default_manager.live().public().order_by("path"):
            parts = page.get_url_parts()
            if parts is not None and parts[0] == site_id:
                yield page


def describe_forms_of_site(
    activities: tuple[ProcessingActivity, ...], site_id: int | None
) -> tuple[ProcessingActivity, ...]:
    """Return the activities with the fields of every form page of the site.

    Mail to a host that no form of the site uses is left out.
    """
    asked: dict[str, tuple[PersonalData, ...]] = {}
    mailed: set[str] = set()
    for page in list_site_form_pages(site_id):
        known = asked.get(page.privacy_activity, ())
        asked[page.privacy_activity] = (*known, *_name_fields(page))
        mailed.update(map(get_email_copy_key, list_addresses(page)))
    return tuple(
        replace_fields_data(activity, asked.get(activity.key, ()))
        for activity in activities
        if not is_email_copy(activity.key) or activity.key in mailed
    )


def _name_fields(page: DisclosedFormMixin) -> Iterator[PersonalData]:
    for item in build_fields_data(page.get_form_fields()):
        label = Phrase(FIELD_OF_FORM, field=str(item.label), form=page.title)
        yield replace(item, label=label)
