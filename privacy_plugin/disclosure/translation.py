"""Put a declared text into the language that is active.

Declarations hold message ids (``vocabulary._``), some with names in them (``Phrase``).
"""

from __future__ import annotations

from django.utils.translation import gettext

from privacy_plugin.processing import Phrase


def translated(text: str) -> str:
    """Return a message id, or a phrase with its names, in the active language."""
    if not text:
        return ""
    if isinstance(text, Phrase):
        names = {
            name: translated(value) if isinstance(value, Phrase) else value
            for name, value in text.names.items()
        }
        return gettext(text.template) % names
    return gettext(text)
