"""Static files with hashed names, compressed; a style sheet holds those it imports."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r"""@import\s+url\(\s*["']?([^"')]+)["']?\s*\)\s*([^;]*);""")
_ADDRESS = re.compile(r"""url\(\s*["']?(?![a-z]+:|/|#)([^"')]+)["']?\s*\)""")
_ELSEWHERE = re.compile(r"[a-z]+:|/")
_SPACE = re.compile(
    r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|;?\s*(\})\s*|\s*([{;,])\s*|(:)\s+|\s+"""
)


def _read(storage: Storage, path: str) -> str:
    with storage.open(path) as file:
        text: str = file.read().decode()
    return text


def _tighten(text: str) -> str:
    """Return a style sheet with one rule a line and no space that means nothing."""

    def put(found: re.Match[str]) -> str:
        quoted, closing, mark, colon = found.groups()
        return quoted or (closing and f"{closing}\n") or mark or colon or " "

    return _SPACE.sub(put, text.strip()).strip()


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Write each style sheet as one file, without comments and needless space.

    A reader's browser then asks once instead of once for each import, in a row.
    """

    def post_process(self, paths: dict[str, Any], **options: Any) -> Iterator[Any]:
        """Bundle, then hash and compress. Raises FileNotFoundError for an import."""
        if not options.get("dry_run"):
            texts = {
                name: _read(*paths[name]) for name in paths if name.endswith(".css")
            }
            for name in [one for one, text in texts.items() if "@import" in text]:
                bundle = _tighten(self._bundle(name, texts, within=()))
                Path(self.path(name)).write_text(bundle, encoding="utf-8")
                paths[name] = (self, name)
        yield from super().post_process(paths, **options)

    def _bundle(self, name: str, texts: dict[str, str], within: tuple[str, ...]) -> str:
        if name in within:
            raise ValueError(f"{name} imports itself: {' → '.join(within)}")
        folder = posixpath.dirname(name)

        def insert(found: re.Match[str]) -> str:
            if _ELSEWHERE.match(found[1]):
                return found[0]
            target = posixpath.normpath(posixpath.join(folder, found[1]))
            if target not in texts:
                raise FileNotFoundError(f"{name} imports {found[1]}, which is missing.")
            text = self._bundle(target, texts, (*within, name))
            start = posixpath.relpath(posixpath.dirname(target) or ".", folder or ".")
            text = _ADDRESS.sub(
                lambda one: (
                    f'url("{posixpath.normpath(posixpath.join(start, one[1]))}")'
                ),
                text,
            )
            return (
                f"@media {found[2].strip()} {{\n{text}\n}}"
                if found[2].strip()
                else text
            )

        return _IMPORT.sub(insert, _COMMENT.sub("", texts[name]))
