"""Write ``docs/reference/settings.md`` from the declarations of the settings.

python -m tests.tools.settings_reference
"""

from __future__ import annotations

import re
import sys
import textwrap
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from privacy_plugin.app_settings import AppSettings, Setting

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "settings.md"
APPS = {
    "privacy_plugin": "The core",
    "privacy_plugin.comments": "Comments",
    "privacy_plugin.akismet": "Akismet",
    "privacy_plugin.embeds": "Embeds",
    "privacy_plugin.subscriptions": "Subscriptions",
    "privacy_plugin.form_pages": "Form pages",
    "privacy_plugin.page_cache": "Page cache",
}
INTRODUCTION = """\
# Settings of the plugin

<!-- Written by `python -m tests.tools.settings_reference`. -->

All are optional, and read when they are needed. An invalid value stops the start with
`privacy.E001`, which names the setting and what it must be. A setting exists where its
app is installed; `privacy.W008` warns of one that no installed app knows. Durations are
`datetime.timedelta`.
"""


def declared() -> dict[str, type[AppSettings]]:
    """Return the declarations of all apps, installed or not."""
    for app in APPS:
        import_module(f"{app}.conf")
    return {found.app: found for found in AppSettings.__subclasses__()}


def describe_default(value: object) -> str:
    """Return a default as one would say it."""
    if value in ("", (), {}, None):
        return {"": "empty", "()": "none", "{}": "none"}.get(str(value), "none")
    if isinstance(value, timedelta):
        days, hours = value.days, value.seconds // 3600
        if days:
            return f"{days} days"
        return f"{hours} hour" if hours else f"{value.seconds // 60} minutes"
    if isinstance(value, str):
        return f'`"{value}"`'
    return f"`{value}`"


def describe(setting: Setting[Any]) -> str:
    text, *examples = setting.doc.split("\n\n", 1)
    rule = re.sub(r"(https?://\S+)", r"`\1`", setting.rule.requirement)
    facts = f"Default: {describe_default(setting.default)}. Must be {rule}."
    lines = textwrap.fill(
        f"{text} {facts}", 88, break_long_words=False, break_on_hyphens=False
    )
    return "\n\n".join([f"### `{setting.name}`", lines, *examples])


def render() -> str:
    parts = [INTRODUCTION]
    found = declared()
    for app, title in APPS.items():
        parts.append(f"## {title}\n")
        parts += [f"{describe(setting)}\n" for setting in found[app].declared()]
    return "\n".join(parts)


if __name__ == "__main__":
    REFERENCE.write_text(render())
    sys.stdout.write(f"{REFERENCE}\n")
