"""Write docs/reference/api.md from the code; a test compares it.

python -m tests.tools.api_reference
"""

from __future__ import annotations

import inspect
import os
import re
import textwrap
from collections.abc import Iterator
from enum import Enum
from importlib import import_module, util
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.dispatch import Signal
from django.template.backends.django import get_installed_libraries
from django.template.library import import_library

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/api.md"
PLUGIN = ROOT / "privacy_plugin"
# What a site subclasses, implements or fills in, besides the words of a declaration.
# A note says what of it a site may rely on, where that is not all of it.
CLASSES = {
    "privacy_plugin.consent.forms.ConsentField": "",
    "privacy_plugin.form_pages.models.DisclosedFormMixin": "",
    "privacy_plugin.subscriptions.newsletter_page.NewsletterPageMixin": "",
    "privacy_plugin.comments.spam_check.protocol.SpamChecker": "",
    "privacy_plugin.comments.submission.forms.CommentFormExtension": "",
    "privacy_plugin.embeds.providers.provider.EmbedProvider": (
        "Stability: its attributes are the facts of an entry in "
        "`PRIVACY_EMBEDS_PROVIDERS` or in an imported file. A minor version may add an "
        "attribute, always with a default; none changes its meaning or goes before the "
        "next major version. Sites write entries and read what the plugin makes of "
        "them; how an object is built from an entry is not public."
    ),
}
HEAD = """\
# Public interface

Written by `python -m tests.tools.api_reference`; a test compares it with the code.

## Stability

What stands on this page, the [settings](settings.md), the
[environment](environment.md), the numbers of the [checks](checks.md) and the
[declarations](declarations.md) are public. Everything else may change in any
release.

- Until 1.0, a minor version may change what is public. The changelog says what to do.
- From 1.0 on, only a major version takes something away or changes its meaning. What
  will go is deprecated for at least one minor version before.
- A change to what is processed, or to what readers see of it, stands in the changelog
  under *Disclosure*, and consent is asked for again where it is necessary.
- Names that begin with an underscore, database tables, HTML not listed here, and the
  texts themselves are not public.
"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings.test")
    django.setup()
    PAGE.write_text(render())


def render() -> str:
    """Return the page as the code has it."""
    parts = (
        HEAD,
        _section("Declarations", "Import these from `privacy_plugin`.", _exported()),
        _section("Classes", "", _classes()),
        _section("Signals", "", _signals()),
        _section("Template tags and filters", "", _template_tags()),
        _section("Template blocks", "Templates that a theme may extend.", _blocks()),
        _section("Custom properties", "Set them in a style sheet.", _properties()),
        _section("Commands", "", _commands()),
    )
    return "\n".join(part for part in parts if part)


def _section(title: str, text: str, rows: Iterator[str]) -> str:
    found = list(rows)
    if not found:
        return ""
    lines = [f"## {title}", "", *([text, ""] if text else []), *found]
    return "\n".join(lines).rstrip() + "\n"


def _first_sentence(thing: Any) -> str:
    words = (inspect.getdoc(thing) or "").split("\n\n")[0].split()
    return " ".join(words)


def _is_generated(thing: Any) -> bool:
    """Say whether a docstring is the signature that dataclasses and enums write."""
    text = inspect.getdoc(thing) or ""
    return text.startswith(f"{thing.__name__}(") or text == inspect.getdoc(Enum)


def _exported() -> Iterator[str]:
    package = import_module("privacy_plugin")
    for name in sorted(package.__all__, key=str.lower):
        thing = getattr(package, name)
        own = inspect.isclass(thing) or inspect.isfunction(thing)
        said = "" if not own or _is_generated(thing) else _first_sentence(thing)
        yield f"- `{name}`" + (f": {said}" if said else "")


def _classes() -> Iterator[str]:
    for path, note in CLASSES.items():
        module, _dot, name = path.rpartition(".")
        thing = getattr(import_module(module), name)
        yield from (f"### `{path}`", "", _first_sentence(thing), "")
        yield from (*textwrap.wrap(note, width=88), "") if note else ()
        members = list(_members(thing))
        yield from (*members, *([""] if members else []))


def _members(thing: type) -> Iterator[str]:
    for name in inspect.get_annotations(thing):
        if not name.startswith("_"):
            yield f"- `{name}`"
    for name, value in vars(thing).items():
        if inspect.isfunction(value) and not name.startswith("_"):
            parameters = ", ".join(inspect.signature(value).parameters)
            yield f"- `{name}({parameters})`: {_first_sentence(value)}".rstrip(": ")


def _signals() -> Iterator[str]:
    for app in _own_apps():
        if util.find_spec(f"{app}.signals") is None:
            continue
        module = import_module(f"{app}.signals")
        for name, value in sorted(vars(module).items()):
            if isinstance(value, Signal):
                yield f"- `{app}.signals.{name}`"


def _own_apps() -> list[str]:
    return sorted(
        config.name
        for config in apps.get_app_configs()
        if config.name.partition(".")[0] == "privacy_plugin"
    )


def _template_tags() -> Iterator[str]:
    for name, path in sorted(get_installed_libraries().items()):
        if not path.startswith("privacy_plugin."):
            continue
        library = import_library(path)
        offered = {**library.tags, **library.filters}
        yield from (f"`{{% load {name} %}}`", "")
        for tag, function in sorted(offered.items()):
            said = _first_sentence(inspect.unwrap(function))
            yield f"- `{tag}`" + (f": {said}" if said else "")
        yield ""


def _blocks() -> Iterator[str]:
    for path in sorted(PLUGIN.rglob("templates/**/*.html")):
        blocks = re.findall(r"{% block (\w+) %}", path.read_text())
        if blocks and "{% extends" not in path.read_text():
            template = path.as_posix().rpartition("/templates/")[2]
            names = ", ".join(f"`{one}`" for one in dict.fromkeys(blocks))
            yield from _wrapped(f"- `{template}`: {names}")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, width=88, subsequent_indent="  ", break_on_hyphens=False)


def _properties() -> Iterator[str]:
    for path in sorted(PLUGIN.rglob("static/**/*.css")):
        if "admin" in path.name:
            continue
        used = re.findall(r"var\((--privacy-[\w-]+)", path.read_text())
        if used:
            sheet = path.as_posix().rpartition("/static/")[2]
            names = ", ".join(f"`{one}`" for one in sorted(set(used)))
            yield from _wrapped(f"- `{sheet}`: {names}")


def _commands() -> Iterator[str]:
    for name, app in sorted(get_commands().items()):
        if isinstance(app, str) and app in _own_apps() and name != "makemessages":
            yield f"- `{name}`: {load_command_class(app, name).help}"


if __name__ == "__main__":
    main()
