"""What the record of processing says where readers are addressed.

A disclosure says "your comment"; the record is for a supervisory authority and speaks
of people in the third person. An app's ``record_texts.py`` maps a message id of its
declarations to that of the record. Source: GDPR Art. 30(1).
"""

from __future__ import annotations

from collections.abc import Mapping

from privacy_plugin.processing.vocabulary import Phrase

_texts: dict[str, str] = {}


def register_record_texts(texts: Mapping[str, str]) -> None:
    """Add message ids for the record, by the message ids that readers see.

    Both have the same placeholders.
    """
    _texts.update(texts)


def get_record_text(text: str) -> str:
    """Return the message id for the record, `text` itself where there is none."""
    if isinstance(text, Phrase):
        template = _texts.get(text.template)
        return Phrase(template, **text.names) if template else text
    return _texts.get(text, text)


def list_replaced_texts() -> tuple[str, ...]:
    """Return the message ids that have another one in the record."""
    return tuple(_texts)
