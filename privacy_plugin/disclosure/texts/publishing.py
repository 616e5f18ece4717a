"""Record each publication of a text, so that readers see it and it can be proved.

Called by Wagtail's signals, so that buttons, schedules and workflows all end here. The
texts before and after are frozen in every language, so that a cached page is
recognised.
"""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Revision, Site

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.models import DisclosureVersion, PublishedText
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.disclosure.render.document import (
    disclose,
    get_declared_facts_digest,
)
from privacy_plugin.disclosure.texts.models import ChangeType, DisclosureText
from privacy_plugin.processing import UnknownActivity


def record_publication(
    sender: type[models.Model],
    instance: DisclosureText,
    revision: Revision,
    **kwargs: Any,  # noqa: ANN401 - a signal's
) -> None:
    """Put the words of a text in force; a text that is only scheduled is not yet."""
    del sender, kwargs
    if instance.live and instance.live_revision_id == revision.pk:
        _put_in_force(instance, instance.wording.words(), revision)


def record_unpublication(
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
        save_current_versions(text.activity, text.site_id)
        is_material = bool(words) and text.change == ChangeType.MATERIAL
        row = PublishedText(
            activity=text.activity,
            site_id=text.site_id,
            language=text.language,
            words=words,
            is_material=is_material,
            material=_count_material_changes(text) + is_material,
            written_for=_written_for(text),
            revision=revision,
            published_at=timezone.now(),
        )
        row.version = _version_to_be(text, row)
        row.save(force_insert=True)
        save_current_versions(text.activity, text.site_id)


def save_current_versions(activity: str, site_id: int) -> list[DisclosureVersion]:
    """Store what is shown now, in each language of the site."""
    controller = get_site_controller(site_id)
    try:
        return [
            save_version(disclose(activity, controller=controller, language=language))
            for language in conf.languages
        ]
    except UnknownActivity:
        return []


def _count_material_changes(text: DisclosureText) -> int:
    texts = get_site_controller(text.site_id).published_texts
    return texts.count_material_changes(text.activity)


def _written_for(text: DisclosureText) -> str:
    try:
        activity = get_activity(text.activity)
    except UnknownActivity:
        return ""
    return get_declared_facts_digest(activity, get_site_controller(text.site_id))


def _version_to_be(
    text: DisclosureText, row: PublishedText
) -> DisclosureVersion | None:
    """Return the frozen text that readers see from this row on."""
    controller = get_site_controller(text.site_id).with_text(row)
    try:
        shown = disclose(text.activity, controller=controller, language=text.language)
    except UnknownActivity:
        return None
    return save_version(shown)
