"""Write down each publication of a text, so that readers see it and it can be proved.

Called by Wagtail's signals, so that the button, the schedule and the workflow all end
here. The texts shown before and after are frozen in every language: what a cached page
still shows is recognised, and answered with the truth.
"""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Revision, Site

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.document import (
    activity_in_force,
    disclose,
    written_for,
)
from privacy_plugin.disclosure.models import DisclosureVersion, PublishedText
from privacy_plugin.disclosure.notice import publish
from privacy_plugin.disclosure.texts import Change, DisclosureText
from privacy_plugin.disclosure.wording import Words
from privacy_plugin.processing import UnknownActivity


def text_published(
    sender: type[models.Model],
    instance: DisclosureText,
    revision: Revision,
    **kwargs: Any,  # noqa: ANN401 - a signal's
) -> None:
    """Put the words of a text in force; a text that is only scheduled is not yet."""
    del sender, kwargs
    if instance.live and instance.live_revision_id == revision.pk:
        _put_in_force(instance, instance.wording.words(), revision)


def text_taken_back(
    sender: type[models.Model],
    instance: DisclosureText,
    **kwargs: Any,  # noqa: ANN401 - a signal's
) -> None:
    """Put the shipped words back in force."""
    del sender, kwargs
    _put_in_force(instance, {}, None)


def _put_in_force(
    text: DisclosureText, words: dict[str, str], revision: Revision | None
) -> None:
    if text.site_id is None:
        return
    with transaction.atomic():
        # One publication at a time. Rows that point to the site are not held up.
        list(Site.objects.select_for_update(no_key=True).filter(pk=text.site_id))
        freeze(text.activity, text.site_id)
        is_material = bool(words) and text.change == Change.MATERIAL
        row = PublishedText(
            activity=text.activity,
            site_id=text.site_id,
            language=text.language,
            words=words,
            is_material=is_material,
            material=Words(text.site_id).material(text.activity) + is_material,
            written_for=_written_for(text),
            revision=revision,
            published_at=timezone.now(),
        )
        row.version = _version_to_be(text, row)
        row.save(force_insert=True)
        freeze(text.activity, text.site_id)


def freeze(activity: str, site_id: int) -> list[DisclosureVersion]:
    """Store what is shown now, in each language of the site."""
    controller = controller_of_site(site_id)
    try:
        return [
            publish(disclose(activity, controller=controller, language=language))
            for language in conf.languages
        ]
    except UnknownActivity:
        return []


def _written_for(text: DisclosureText) -> str:
    try:
        activity = activity_in_force(text.activity)
    except UnknownActivity:
        return ""
    return written_for(activity, controller_of_site(text.site_id))


def _version_to_be(
    text: DisclosureText, row: PublishedText
) -> DisclosureVersion | None:
    """Return the frozen text that readers see from this row on."""
    controller = controller_of_site(text.site_id)
    controller.words.add(row)
    try:
        shown = disclose(text.activity, controller=controller, language=text.language)
    except UnknownActivity:
        return None
    return publish(shown)
