"""Call Akismet through the guarded transport, and map its errors to codes.

The client library's exceptions contain the request, with the comment and sometimes the
key. None of them leaves this module; it raises ``RequestError`` with a code.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import TypeVar

from privacy_plugin.akismet.conf import SERVICE_URL
from privacy_plugin.akismet.endpoint import get_reroute
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.transmission_context import TransmissionContext
from privacy_plugin.egress.transport import AnswerTooLarge, guarded_client

try:
    import akismet
except (ImportError, ValueError):
    # The package is an extra, and a malformed PYTHON_AKISMET_TIMEOUT keeps it from
    # being loaded; privacy.akismet.E003 and E005 say so.
    akismet = None  # type: ignore[assignment]

CONNECT_TIMEOUT_SECONDS = 3.0
READ_TIMEOUT_SECONDS = 10.0
INVALID_KEY = "invalid_key"
_SUCCESS = range(200, 300)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RequestError:
    """There is no usable response; holds a code and no text of the service."""

    kind: str

    @property
    def is_rejection(self) -> bool:
        """Say whether the service refuses this site, rather than being out of order."""
        return self.kind == INVALID_KEY


def is_installed() -> bool:
    """Say whether there is a client to send with."""
    return akismet is not None


def user_agent() -> str:
    """Return the name under which this program introduces itself."""
    own = version("wagtail-privacy-plugin")
    return f"wagtail-privacy-plugin/{own} | {akismet.USER_AGENT}"


FUNCTIONS = frozenset({"/1.1/comment-check", "/1.1/verify-key", "/1.2/usage-limit"})


class Connection:
    """The HTTP client of a process, created once; that takes about 30 ms."""

    def __init__(self, routes: dict[str, str], read_timeout_seconds: float) -> None:
        """Make the client; raise EgressRefused for an endpoint off this machine."""
        self._http = guarded_client(
            user_agent=user_agent(),
            connect_timeout_seconds=CONNECT_TIMEOUT_SECONDS,
            read_timeout_seconds=read_timeout_seconds,
            reroute=routes,
            paths=FUNCTIONS,
        )

    def client(self, key: str, url: str) -> akismet.SyncClient:
        """Return the service's client for a key and a site; it is not verified."""
        return akismet.SyncClient(akismet.Config(key=key, url=url), self._http)

    def usage_limit(self, key: str) -> object:
        """Return the decoded quota.

        The client library would send the key in the address, where logs keep it; this
        sends it in the body. Raises akismet.AkismetError, ValueError.
        """
        try:
            response = self._http.post(
                f"{SERVICE_URL}/1.2/usage-limit",
                data={"api_key": key},
            )
            response.raise_for_status()
        except Exception as error:
            # The errors of httpx may be named in `egress` only.
            raise akismet.RequestError from error
        if response.text == "invalid":
            raise akismet.APIKeyError
        return response.json()


@lru_cache(maxsize=8)
def _connection(
    _process: int,
    routes: tuple[tuple[str, str], ...],
    read_timeout_seconds: float,
) -> Connection:
    return Connection(dict(routes), read_timeout_seconds)


def get_connection(*, read_timeout_seconds: float = READ_TIMEOUT_SECONDS) -> Connection:
    """Return this process's connection; a forked process gets one of its own."""
    routes = tuple((get_reroute() or {}).items())
    return _connection(os.getpid(), routes, read_timeout_seconds)


def call(request: Callable[[], T], exchange: TransmissionContext) -> T | RequestError:
    """Return what `request` returns, or the problem it had.

    Returns instead of raising, so that no exception drags the request along. Raises
    EgressRefused where the client has no field of a declared name.
    """
    try:
        return request()
    except akismet.UnknownArgumentError:
        pass  # raised below, where the client's exception is no longer in force
    except akismet.APIKeyError:
        return RequestError(INVALID_KEY)
    except akismet.RequestError as error:
        return RequestError(_kind(error.__cause__, exchange))
    except (akismet.AkismetError, ValueError):
        return RequestError("protocol")
    raise EgressRefused("The Akismet client has no field of a declared name")


def _kind(cause: BaseException | None, exchange: TransmissionContext) -> str:
    """Name the outage: by the status the transport saw, or by the kind of exception."""
    if exchange.status is not None and exchange.status not in _SUCCESS:
        return f"http_{exchange.status}"
    if isinstance(cause, AnswerTooLarge):
        return "too_large"
    if type(cause).__name__.endswith("Timeout"):
        return "timeout"
    return "network"
