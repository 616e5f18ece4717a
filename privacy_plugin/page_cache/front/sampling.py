"""Which headers the stored answers of this site have: ask for some, and look.

A page of each type and language is asked for, as a browser does, within this process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote as quote_url
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from wagtail.models import Site, get_page_models

from privacy_plugin.page_cache.files.places import get_header_set
from privacy_plugin.page_cache.files.writing import no_files
from privacy_plugin.page_cache.memory import memory

MOST_TIMES = 3
"""What is made on the first reading may keep that answer from being stored."""
OF_EACH_ANSWER = ("content-length", "etag", "date", "content-encoding")


@dataclass(frozen=True, slots=True)
class HeaderSet:
    """Headers that answers have in common; `name` is how their files end."""

    name: str
    headers: tuple[tuple[str, str], ...]


def find_header_sets(paths: Iterable[str]) -> list[HeaderSet]:
    """Return the sets of headers of pages, and of these paths; the most used first.

    Raises nothing for what is not stored: it has no file.
    """
    found: dict[str, HeaderSet] = {}
    counts: dict[str, int] = {}
    for url in [*_find_urls(), *_join_urls(paths)]:
        one = next(filter(None, (_ask(url) for _time in range(MOST_TIMES))), None)
        if one is not None and not _has_odd_characters(one):
            found[one.name] = one
            counts[one.name] = counts.get(one.name, 0) + 1
    return sorted(found.values(), key=lambda one: -counts[one.name])


def find_common(sets: Sequence[HeaderSet]) -> dict[str, str]:
    """Return the headers that all sets have with the same value."""
    first, *others = (dict(one.headers) for one in sets)
    return {
        name: value
        for name, value in first.items()
        if name != "Content-Type" and all(one.get(name) == value for one in others)
    }


def find_differing(sets: Sequence[HeaderSet]) -> dict[str, dict[str, str]]:
    """Return the other headers: by name, the value in each set that has it."""
    common = find_common(sets)
    found: dict[str, dict[str, str]] = {}
    for one in sets:
        for name, value in one.headers:
            if name not in common and name != "Content-Type":
                found.setdefault(name, {})[one.name] = value
    return found


def quote(value: str) -> str:
    """Return a value as it stands between double quotes."""
    return value.replace('"', '\\"')


def _find_urls() -> Iterator[str]:
    """Yield the address of a public page of each type, language and site."""
    for model in get_page_models():
        pages = model.objects.live().public().order_by("path").defer_streamfields()
        seen: set[tuple[int, str]] = set()
        for page in pages.iterator():
            parts = page.get_url_parts()
            address = (parts[0] if parts else 0, page.locale.language_code)
            if parts and parts[1] and address not in seen:
                seen.add(address)
                yield parts[1] + parts[2]


def _join_urls(paths: Iterable[str]) -> Iterator[str]:
    for site in Site.objects.all():
        for path in paths:
            yield site.root_url + quote_url(path, safe="/~%")


def _ask(url: str) -> HeaderSet | None:
    """Return the headers of what is stored for an address, if anything is."""
    memory.clear()
    headers: list[tuple[str, str]] = []

    def start_response(_status: str, given: list[tuple[str, str]], *_: object) -> Any:  # noqa: ANN401 - as WSGI's
        headers.extend(given)

    with no_files():
        response = WSGIHandler()(_build_environ(url), start_response)
        response.close()
    stored = memory.get_answers()
    if not stored:
        return None
    kept = [(name, value) for name, value in headers if _is_common(name)]
    return HeaderSet(get_header_set(stored[0].headers), tuple(kept))


def _is_common(name: str) -> bool:
    return name.lower() not in OF_EACH_ANSWER


def _has_odd_characters(found: HeaderSet) -> bool:
    """Say whether a web server would read a value as more than a text.

    Last-Modified is another one for each answer, and so is the name of the set.
    """
    names = {name.lower() for name, _value in found.headers}
    return "last-modified" in names or any(
        character in "${}\\" or not character.isprintable()
        for _name, value in found.headers
        for character in value
    )


def _build_environ(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    prefix = (settings.FORCE_SCRIPT_NAME or "").rstrip("/")
    path = unquote(parts.path).removeprefix(prefix) or "/"
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if settings.SECURE_PROXY_SSL_HEADER and parts.scheme == "https":
        name, value = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = value
    return environ
