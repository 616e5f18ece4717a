"""A request that records what of it was read.

What was not read cannot be in the answer. Parameters and cookies are recorded by name;
who asks for everything, or who is asking, gets an answer that is not stored. Headers
are not recorded: an answer that depends on one says so in ``Vary``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.request import HttpHeaders

_WHOLE_QUERY = ("QUERY_STRING", "RAW_URI", "REQUEST_URI")
_ABOUT_READER = (
    *("HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_REFERER", "HTTP_SEC_GPC", "HTTP_DNT"),
    *("HTTP_X_FORWARDED_FOR", "REMOTE_ADDR", "REMOTE_HOST", "REMOTE_USER"),
)
_EVERYTHING = frozenset({*_WHOLE_QUERY, *_ABOUT_READER})
_READ_ALL = (
    *("__iter__", "__len__", "__eq__", "__ne__", "__repr__", "__or__", "__ror__"),
    *("__reversed__", "__reduce_ex__", "keys", "values", "items"),
)


@dataclass(slots=True)
class Reads:
    """Names of what was read; `has_read_more` where no names say what it was."""

    parameters: set[str] = field(default_factory=set)
    cookies: set[str] = field(default_factory=set)
    has_read_more: bool = False


def record_reads(request: HttpRequest) -> Reads:
    """Let `request` record from now on what is read of it."""
    reads = Reads()
    replaced: dict[str, Any] = {
        "GET": RecordedQuery(request.META.get("QUERY_STRING", ""), reads),
        "COOKIES": RecordedCookies(request.COOKIES, reads),
        "headers": RecordedHeaders(request.META, reads),
        "META": RecordedMeta(request.META, reads),
    }
    if hasattr(request, "environ"):
        replaced["environ"] = replaced["META"]
    for name, value in replaced.items():
        setattr(request, name, value)
    return reads


def _records_reading_all(*names: str) -> Callable[[type[Any]], type[Any]]:
    """Let each of these methods record that everything was read."""

    def decorate(recorded: type[Any]) -> type[Any]:
        for name in names:
            method = getattr(recorded, name, None)
            if method is not None and name not in vars(recorded):
                setattr(recorded, name, _record_all(method))
        return recorded

    return decorate


def _record_all(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: Any, *args: object, **kwargs: object) -> object:  # noqa: ANN401 - any of the classes below
        self.reads.has_read_more = True
        return method(self, *args, **kwargs)

    return call


def _get_caller() -> tuple[int, int]:
    """Return the frame and the instruction that called the caller."""
    frame = sys._getframe(2)  # noqa: SLF001 - the only way to know
    return id(frame), frame.f_lasti


@_records_reading_all(*_READ_ALL, "lists", "dict", "urlencode", "__getstate__")
class RecordedQuery(QueryDict):
    """The parameters of a request."""

    def __init__(self, query_string: str, reads: Reads) -> None:
        self.reads = Reads()  # what building it reads counts for nothing
        super().__init__(query_string)
        self._query_string, self.reads = query_string, reads
        self._merging = (0, 0)

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - as Django's
        self.reads.parameters.add(key)
        if self._merging == _get_caller():
            return dict.__getitem__(self, key)
        return super().__getitem__(key)

    def keys(self) -> Any:  # noqa: ANN401 - as a dict's
        """Return the names.

        ``dict(query)`` would copy the lists without a call, and so without a record.
        As this class iterates by itself, it asks for the keys and then for each item,
        in one instruction: there the item is the list.
        """
        self.reads.has_read_more = True
        self._merging = _get_caller()
        return super().keys()

    def __repr__(self) -> str:
        return repr(self.copy())

    def _getlist(self, key: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as Django's
        self.reads.parameters.add(key)
        return super()._getlist(key, *args, **kwargs)  # type: ignore[misc] # Django's own

    def __contains__(self, key: object) -> bool:
        self.reads.parameters.add(str(key))
        return super().__contains__(key)

    def copy(self) -> Any:  # noqa: ANN401 - no RecordedQuery: what is done to it is seen
        self.reads.has_read_more = True
        return QueryDict(self._query_string, mutable=True)

    def __copy__(self) -> Any:  # noqa: ANN401 - as above
        return self.copy()

    def __deepcopy__(self, memo: Any) -> Any:  # noqa: ANN401 - as above
        del memo
        return self.copy()


@_records_reading_all(*_READ_ALL, "copy")
class RecordedCookies(dict[str, str]):
    """The cookies of a request."""

    def __init__(self, cookies: Mapping[str, str], reads: Reads) -> None:
        super().__init__(cookies)
        self.reads = reads

    def __getitem__(self, key: str) -> str:
        self.reads.cookies.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.reads.cookies.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as a dict's
        self.reads.cookies.add(key)
        return super().get(key, default)


@_records_reading_all(*_READ_ALL, "copy")
class RecordedMeta(dict[str, Any]):
    """The environment of a request, with its whole query, cookies and client."""

    def __init__(self, environ: Mapping[str, Any], reads: Reads) -> None:
        super().__init__(environ)
        self.reads = reads

    def _record(self, key: object) -> None:
        if key in _EVERYTHING:
            self.reads.has_read_more = True

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - as a dict's
        self._record(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._record(key)
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as a dict's
        self._record(key)
        return super().get(key, default)


@_records_reading_all("__iter__", "__len__", "__eq__", "__repr__", "copy")
class RecordedHeaders(HttpHeaders):
    """The headers of a request."""

    def __init__(self, environ: Mapping[str, Any], reads: Reads) -> None:
        self.reads = Reads()
        super().__init__(environ)
        self.reads = reads

    def __getitem__(self, key: str) -> str:
        if self.to_wsgi_name(key) in _ABOUT_READER:
            self.reads.has_read_more = True
        return super().__getitem__(key)
