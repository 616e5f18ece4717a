"""Note what editors embed when they save it, before any reader comes by.

So it can be looked up in time, a reader's request has nothing to write down, and the
disclosure of the site names the provider from the start.
"""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.models import Revision

from privacy_plugin.embeds import items
from privacy_plugin.embeds.content import Text, texts_in, versions
from privacy_plugin.embeds.errors import AddressRefused
from privacy_plugin.embeds.references import Kind, references
from privacy_plugin.embeds.scanning import everything


def note_revision(revision: Revision) -> None:
    """Note what is embedded in a saved state of a page or snippet."""
    model = revision.content_type.model_class()
    if model is not None:
        _note(texts_in(model, revision.content))


def note_everything() -> None:
    """Note what is embedded in all content, as when it came without a revision."""
    for version in versions(everything):
        _note(version.texts)


def _note(texts: Iterable[Text]) -> None:
    for text in texts:
        for reference in references(text.html):
            if reference.kind is Kind.EMBED:
                try:
                    items.note(reference.url)
                except AddressRefused:
                    continue
