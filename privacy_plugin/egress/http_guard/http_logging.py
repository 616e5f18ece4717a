"""Keep URLs and keys of outgoing requests out of the logs of HTTP clients."""

from __future__ import annotations

import logging

from privacy_plugin.egress.transmission_context import current_transmission

_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)


class _OutsideTransmission(logging.Filter):
    """Drop log records below warning while a permit is in use."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or current_transmission() is None


_FILTER = _OutsideTransmission()


def silence_http_clients() -> None:
    """Let the clients of the gateway log warnings only; those of the site as they like.

    Whatever level a site has set for these loggers. Repeating it changes nothing.
    """
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)
