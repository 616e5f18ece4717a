"""What the framework tells us: something was saved or published, a setting changed."""

from __future__ import annotations

from typing import Any

from django.core.signals import setting_changed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published, published

from privacy_plugin.embeds.indexing import index_revision
from privacy_plugin.embeds.models import ProviderEntry
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.tasks import enqueue_waiting


@receiver(post_save, sender=Revision)
@receiver(page_published)
@receiver(published)
def look_up_new_embeds(
    *, instance: Any, revision: Revision | None = None, **_kwargs: Any
) -> None:
    """Look up what an editor has just embedded; never while a reader waits."""
    saved = instance if isinstance(instance, Revision) else revision
    if saved is not None:
        index_revision(saved)
    enqueue_waiting()


@receiver(post_save, sender=ProviderEntry)
@receiver(post_delete, sender=ProviderEntry)
def reload_provider_entries(**_kwargs: Any) -> None:
    """Forget what admins had entered before, within the same request."""
    provider_registry.reload()


@receiver(setting_changed)
def reload_configured_providers(*, setting: str, **_kwargs: Any) -> None:
    """Forget the providers of the setting when it has changed, as in a test."""
    if setting == "PRIVACY_EMBEDS_PROVIDERS":
        provider_registry.clear_cache()
