"""Speak to the service through the guarded transport, and turn its errors into codes.

The client's exceptions carry the request, the comment in it and at times the key;
none of them leaves this module. What leaves is a ``Problem``: a code and no more.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import TypeVar

import akismet

from privacy_plugin.akismet.endpoint import SERVICE_URL, reroute
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.exchange import Exchange
from privacy_plugin.egress.transport import AnswerTooLarge, guarded_client

CONNECT_TIMEOUT_SECONDS = 3.0
READ_TIMEOUT_SECONDS = 10.0
INVALID_KEY = "invalid_key"
USER_AGENT = (
    f"wagtail-privacy-plugin/{version('wagtail-privacy-plugin')} | {akismet.USER_AGENT}"
)
_SUCCESS = range(200, 300)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """Say by a code why there is no usable answer; no text of the service is in it."""

    kind: str

    @property
    def is_rejection(self) -> bool:
        """Say whether the service refuses this site, rather than being out of order."""
        return self.kind == INVALID_KEY


FUNCTIONS = frozenset({"/1.1/comment-check", "/1.1/verify-key", "/1.2/usage-limit"})


class Connection:
    """Keep the one http client of a process; making it costs about 30 ms."""

    def __init__(self, routes: dict[str, str], read_timeout_seconds: float) -> None:
        """Make the client; raise EgressRefused for an endpoint off this machine."""
        self._http = guarded_client(
            user_agent=USER_AGENT,
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


def connection(*, read_timeout_seconds: float = READ_TIMEOUT_SECONDS) -> Connection:
    """Return this process's connection; a forked process gets one of its own."""
    routes = tuple((reroute() or {}).items())
    return _connection(os.getpid(), routes, read_timeout_seconds)


def attempt(call: Callable[[], T], exchange: Exchange) -> T | Problem:
    """Return what `call` returns, or the problem it had.

    Returns instead of raising, so that no exception drags the request along. Raises
    EgressRefused where the client has no field of a declared name.
    """
    try:
        return call()
    except akismet.UnknownArgumentError:
        pass  # raised below, where the client's exception is no longer in force
    except akismet.APIKeyError:
        return Problem(INVALID_KEY)
    except akismet.RequestError as error:
        return Problem(_kind(error.__cause__, exchange))
    except (akismet.AkismetError, ValueError):
        return Problem("protocol")
    raise EgressRefused("The Akismet client has no field of a declared name")


def _kind(cause: BaseException | None, exchange: Exchange) -> str:
    """Name the outage: by the status the transport saw, or by the kind of exception."""
    if exchange.status is not None and exchange.status not in _SUCCESS:
        return f"http_{exchange.status}"
    if isinstance(cause, AnswerTooLarge):
        return "too_large"
    if type(cause).__name__.endswith("Timeout"):
        return "timeout"
    return "network"
