"""Where the file of an answer is: time, encoding, host, path, and its headers.

The names contain what a web server knows of a request, and nothing that it would have
to decode. A file is used during `BUCKET_SECONDS` only, by the clock: what is written
past this application, by SQL or on another machine, is shown no longer than that.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from privacy_plugin.page_cache.answer import ENCODINGS, IDENTITY, Answer
from privacy_plugin.page_cache.conf import page_cache_conf

BUCKET_SECONDS = 100
"""Two digits of Unix time, which web servers cut off."""
PATH_PATTERN = r"(?:/[A-Za-z0-9_%~-][A-Za-z0-9_.%~-]*)*/?"
"""Paths that may have a file: as requested, no empty segment, none with a dot first."""
FOLDERS = {encoding: encoding or "identity" for encoding in (IDENTITY, *ENCODINGS)}
LONGEST_PATH, LONGEST_SEGMENT = 1_000, 200

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_PATH = re.compile(PATH_PATTERN)


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an answer: `bucket` is Unix time / BUCKET_SECONDS."""

    bucket: int
    name: str
    """Host, path, ``=`` and its headers, such as ``blog.example/post/=.1a2b3c4d``."""

    @property
    def ends_at(self) -> int:
        """Return when the file is used no more, in Unix time."""
        return (self.bucket + 1) * BUCKET_SECONDS

    def get_folder(self) -> Path:
        return get_pages_folder() / str(self.bucket)

    def get_files(self) -> dict[str, Path]:
        """Return the path of each form, by encoding."""
        folder = self.get_folder()
        return {
            encoding: folder / name / self.name for encoding, name in FOLDERS.items()
        }


def get_folder() -> Path | None:
    """Return the folder of the setting; None where no files are written."""
    return Path(page_cache_conf.folder) if page_cache_conf.folder else None


def get_pages_folder() -> Path:
    return Path(page_cache_conf.folder) / "pages"


def find_place(origin: str, path: str, answer: Answer, now: float) -> Place | None:
    """Return where an answer belongs; None where its address can have no file."""
    _scheme, _separator, host = origin.partition("://")
    quoted = quote(path, safe="/~")
    if not _HOST.fullmatch(host) or not _PATH.fullmatch(quoted):
        return None
    if max(map(len, quoted.split("/"))) > LONGEST_SEGMENT or len(quoted) > LONGEST_PATH:
        return None
    name = f"{host}{quoted}=.{get_header_set(answer.headers)}"
    return Place(int(now) // BUCKET_SECONDS, name)


@lru_cache(maxsize=256)
def get_header_set(headers: tuple[tuple[str, str], ...]) -> str:
    """Return a short name of headers, and of the settings that add others to them."""
    names = sorted(name for name in dir(settings) if name.startswith("SECURE_"))
    others = [(name, getattr(settings, name)) for name in names]
    known = repr((sorted(headers), others, list(settings.MIDDLEWARE)))
    return hashlib.sha256(known.encode()).hexdigest()[:8]


def get_key_folder(folder: Path, key: str) -> Path:
    """Return where the files are listed that depend on `key`."""
    return folder / "keys" / hashlib.sha256(key.encode()).hexdigest()[:32]
