"""Query Akismet for key and quota; no personal data is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wagtail.models import Site

from privacy_plugin.akismet.client import (
    INVALID_KEY,
    READ_TIMEOUT_SECONDS,
    RequestError,
    call,
    get_connection,
)
from privacy_plugin.akismet.conf import akismet_conf
from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.akismet.response import build_detail, parse_headers
from privacy_plugin.egress.gateway import authorize_impersonal, transmit
from privacy_plugin.egress.models import Outcome
from privacy_plugin.http.site_url import get_site_url

KEY_VALID = "key_valid"
QUOTA = "quota"


class KeyState(StrEnum):
    """Whether a key is valid."""

    VALID = "valid"
    INVALID = "invalid"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyReport:
    """Akismet's response about a key: `kind` is a code, `help` its sentence."""

    state: KeyState
    kind: str = ""
    help: str = ""
    alert_code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """This month's calls; `limit` is None for plans without one."""

    limit: int | None
    used: int
    is_throttled: bool

    @property
    def is_nearly_used_up(self) -> bool:
        """Say whether nine tenths of the plan are gone, or calls are slowed down."""
        return self.is_throttled or (
            self.limit is not None and self.used * 10 >= self.limit * 9
        )


def get_site_urls() -> tuple[str, ...]:
    """Return the addresses of the sites here, the default one first."""
    sites = Site.objects.order_by("-is_default_site", "pk")
    return tuple(map(get_site_url, sites))


def verify_key(
    key: str,
    url: str,
    *,
    at: datetime,
    read_timeout_seconds: float = READ_TIMEOUT_SECONDS,
) -> KeyReport:
    """Verify `key` for the site at `url`, and record the transmission.

    Both are given, since the client would otherwise take the configured pair. Raises
    ValueError when one is empty, EgressRefused, UnknownActivity without a key set.
    """
    if not key or not url:
        raise ValueError("A key is verified together with the address of its site")
    with transmit(authorize_impersonal(SPAM_CHECK, at=at)) as exchange:
        link = get_connection(read_timeout_seconds=read_timeout_seconds)
        client = link.client(key, url)
        answer = call(lambda: client.verify_key(key=key, url=url), exchange)
        remarks = parse_headers(exchange.headers, key=key)
        if isinstance(answer, RequestError):
            exchange.set_outcome(Outcome.FAILED, answer.kind)
            return KeyReport(state=KeyState.UNREACHABLE, kind=answer.kind)
        if answer and not remarks.is_error:
            exchange.set_outcome(Outcome.ANSWERED, build_detail(KEY_VALID, remarks))
            return KeyReport(
                state=KeyState.VALID,
                help=remarks.help,
                alert_code=remarks.alert_code,
            )
        kind = "account" if remarks.is_error else INVALID_KEY
        exchange.set_outcome(Outcome.REJECTED, kind)
        return KeyReport(
            state=KeyState.INVALID,
            kind=kind,
            help=remarks.help,
            alert_code=remarks.alert_code,
        )


def get_usage_limit(
    *,
    at: datetime,
    read_timeout_seconds: float = READ_TIMEOUT_SECONDS,
) -> Usage | None:
    """Ask for this month's quota; None where the service does not say.

    Raises EgressRefused, UnknownActivity without a key set.
    """
    key = akismet_conf.api_key
    with transmit(authorize_impersonal(SPAM_CHECK, at=at)) as exchange:
        link = get_connection(read_timeout_seconds=read_timeout_seconds)
        answer = call(lambda: link.usage_limit(key), exchange)
        if isinstance(answer, RequestError):
            outcome = Outcome.REJECTED if answer.is_rejection else Outcome.FAILED
            exchange.set_outcome(outcome, answer.kind)
            return None
        exchange.set_outcome(Outcome.ANSWERED, QUOTA)
        return _usage(answer)


def _usage(answer: object) -> Usage | None:
    if not isinstance(answer, Mapping):
        return None
    limit, used = answer.get("limit"), answer.get("usage")
    if not isinstance(used, int):
        return None
    return Usage(
        limit=limit if isinstance(limit, int) else None,
        used=used,
        is_throttled=answer.get("throttled") is True,
    )
