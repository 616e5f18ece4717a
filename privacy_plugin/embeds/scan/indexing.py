"""Index the embeds of content when it is saved.

So they can be looked up in time, a reader's request writes nothing, and ``/privacy/``
names the provider from the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException
from wagtail.models import Revision
from wagtail.signals import page_published, published

from privacy_plugin.embeds.embed_url import AddressRefused
from privacy_plugin.embeds.html.references import ReferenceKind, find_references
from privacy_plugin.embeds.items import store
from privacy_plugin.embeds.scan.content import Text, iter_texts, iter_versions
from privacy_plugin.embeds.scan.scanner import all_objects
from privacy_plugin.embeds.tasks import enqueue_waiting


@receiver(post_save, sender=Revision)
@receiver(page_published)
@receiver(published)
def look_up_new_embeds(
    *, instance: Any, revision: Revision | None = None, **_kwargs: Any
) -> None:
    """Look up what an editor has just embedded; never while a reader waits."""
    saved = instance if isinstance(instance, Revision) else revision
    model = saved.content_type.model_class() if saved is not None else None
    if saved is not None and model is not None:
        _note(iter_texts(model, saved.content))
    enqueue_waiting()


def index_all_content() -> None:
    """Note what is embedded in all content, as when it came without a revision."""
    for version in iter_versions(all_objects):
        _note(version.texts)


def _note(texts: Iterable[Text]) -> None:
    for text in texts:
        for reference in find_references(text.html):
            if reference.kind is ReferenceKind.EMBED:
                with suppress(AddressRefused, EmbedException):
                    store.register_item(reference.url)
                    get_embed(reference.url)  # Wagtail would write it down for a reader
