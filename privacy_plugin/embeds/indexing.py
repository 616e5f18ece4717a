"""Note what editors embed when they save it, before any reader comes by.

So it can be looked up in time, a reader's request has nothing to write down, and the
disclosure of the site names the provider from the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException
from wagtail.models import Revision

from privacy_plugin.embeds.errors import AddressRefused
from privacy_plugin.embeds.html.references import ReferenceKind, find_references
from privacy_plugin.embeds.items import store
from privacy_plugin.embeds.scan.content import Text, iter_texts, iter_versions
from privacy_plugin.embeds.scan.scanner import all_objects


def index_revision(revision: Revision) -> None:
    """Note what is embedded in a saved state of a page or snippet."""
    model = revision.content_type.model_class()
    if model is not None:
        _note(iter_texts(model, revision.content))


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
