"""Write down a fingerprint of each shipped declaration, so that no line goes unnoticed.

Run ``python -m tests.tools.declaration_fingerprints`` after a deliberate change.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from django.apps import apps

if not apps.ready:  # started by hand
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings.development")
    django.setup()

from privacy_plugin import ProcessingActivity  # noqa: E402 - needs Django's apps
from privacy_plugin.disclosure.render.document import compute_digest  # noqa: E402
from tests.support.declarations import EVERY  # noqa: E402

PAGE = Path(__file__).with_suffix(".json")
_LENGTH = 16
_ADDED_LATER = {"secret_headers", "group"}  # counts where it says something


def fingerprints() -> dict[str, str]:
    """Return the fingerprint of each declaration by key."""
    return {key: fingerprint(one) for key, one in sorted(EVERY.items())}


def fingerprint(activity: ProcessingActivity) -> str:
    """Return what changes with anything a declaration says, its words too."""
    return compute_digest(_plain(activity))[:_LENGTH]


def _plain(value: Any) -> Any:
    """Return a declaration as plain data; which kind of value each is counts."""
    if is_dataclass(value):
        named = {one.name: getattr(value, one.name) for one in fields(value)}
        kept = {
            name: _plain(one)
            for name, one in named.items()
            if one or name not in _ADDED_LATER
        }
        return {"is": type(value).__name__, **kept}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.total_seconds() if isinstance(value, timedelta) else value


if __name__ == "__main__":
    PAGE.write_text(json.dumps(fingerprints(), indent=2) + "\n")
