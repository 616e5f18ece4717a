"""What the framework tells us: something was saved or published, a setting changed."""

from __future__ import annotations

from typing import Any

from django.core.signals import setting_changed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published, published

from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.models import ProviderEntry
from privacy_plugin.embeds.noting import note_revision
from privacy_plugin.embeds.tasks import enqueue_waiting


@receiver(post_save, sender=Revision)
@receiver(page_published)
@receiver(published)
def look_up_what_is_new(
    *, instance: Any, revision: Revision | None = None, **_kwargs: Any
) -> None:
    """Look up what an editor has just embedded; never while a reader waits."""
    saved = instance if isinstance(instance, Revision) else revision
    if saved is not None:
        note_revision(saved)
    enqueue_waiting()


@receiver(post_save, sender=ProviderEntry)
@receiver(post_delete, sender=ProviderEntry)
def read_entries_anew(**_kwargs: Any) -> None:
    """Forget what admins had entered before, within the same request."""
    catalogue.read_anew()


@receiver(setting_changed)
def read_providers_anew(*, setting: str, **_kwargs: Any) -> None:
    """Forget the providers of the setting when it has changed, as in a test."""
    if setting == "PRIVACY_EMBEDS_PROVIDERS":
        catalogue.forget()
