"""Collect and compile the texts to translate, and say which have no translation.

    python -m tests.tools.catalogues collect    reads the sources (needs GNU gettext)
    python -m tests.tools.catalogues            compiles only (needs nothing)

There are two catalogues: the plugin's, with which it is installed elsewhere, and the
site's, with the themes' texts. The compiled files are committed, so that a fresh clone
and a wheel speak German without any tool.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from django.template import Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("de",)
SOURCES = {"privacy_plugin": ("privacy_plugin",), "blog": ("blog", "themes")}
SINGLE = {"_", "N_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
IN_TAG = re.compile(r"""_\(\s*(["'])(.+?)\1\s*\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")

Message = tuple[str | None, str]


def catalogue(owner: str, language: str) -> Path:
    return ROOT / owner / "locale" / language / "LC_MESSAGES" / "django.po"


def compile_all() -> None:
    """Write each catalogue's compiled form beside it."""
    for owner in SOURCES:
        for language in LANGUAGES:
            path = catalogue(owner, language)
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def collect() -> None:
    """Bring the catalogues up to date with the sources, by Django's makemessages."""
    for owner in SOURCES:
        (ROOT / owner / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete"]
    command += ["--no-wrap", "--add-location", "file"]
    for language in LANGUAGES:
        command += ["--locale", language]
    for ignored in (".venv*", ".tools", "var", "tests", "docs", "build", "dist"):
        command += ["--ignore", ignored]
    subprocess.run(command, cwd=ROOT, check=True)


def messages(owner: str) -> set[Message]:
    """Return every message of one owner's sources: context and text."""
    found: set[Message] = set()
    for folder in SOURCES[owner]:
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                found.update(_in_python(path.read_text()))
        for pattern in ("*.html", "*.txt", "*.xml"):
            for path in (ROOT / folder).rglob(f"templates/**/{pattern}"):
                found.update(_in_template(path.read_text()))
    return found


def untranslated(owner: str, language: str) -> list[str]:
    """Return the texts of `owner` that a reader of `language` would see in English."""
    entries = polib.pofile(str(catalogue(owner, language)))
    known = {
        (entry.msgctxt, entry.msgid)
        for entry in entries
        if entry.translated() and not entry.fuzzy and not entry.obsolete
    }
    return sorted(text for _context, text in messages(owner) - known)


def _in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            argument.value
            for argument in node.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if name in SINGLE | PLURAL and texts:
            yield None, texts[0]
        elif name in CONTEXT and len(texts) > 1:
            yield texts[0], texts[1]


def _in_template(source: str) -> Iterator[Message]:
    for node in _nodes(source, TranslateNode):
        literal = getattr(node.filter_expression.var, "literal", None)
        if isinstance(literal, str):
            yield _context(node), literal.replace("%", "%%")
    for node in _nodes(source, BlockTranslateNode):
        yield _context(node), node.render_token_list(node.singular)[0]
    for match in IN_TAG.finditer(source):
        yield None, match[2]


def _nodes(source: str, kind: type[Any]) -> list[Any]:
    """Return the nodes of one kind, whose attributes have no types."""
    return Template(source).nodelist.get_nodes_by_type(kind)


def _context(node: Any) -> str | None:
    given = node.message_context
    return str(given.resolve({})) if given else None


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings.development")
    if sys.argv[1:] == ["collect"]:
        collect()
    compile_all()
