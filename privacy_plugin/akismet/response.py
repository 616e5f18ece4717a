"""Read the ``X-akismet-*`` response headers.

The client library exposes one of them; the transport keeps all. Values are truncated
and the key is removed before anything is stored or printed. Source: Akismet's API
reference, https://akismet.com/developers/errors/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from privacy_plugin.validation.control_characters import one_line

SOONEST_RECHECK = timedelta(seconds=60)
LATEST_RECHECK = timedelta(hours=1)
USUAL_RECHECK = timedelta(seconds=120)
LONGEST_PAUSE = timedelta(days=1)
LONGEST_TEXT = 200
ALERT = " alert "

_GUID = re.compile(r"[0-9A-Za-z-]{1,100}\Z")
_CODE = re.compile(r"[0-9]{1,10}\Z")
_SECONDS = re.compile(r"[0-9]{1,9}\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class ResponseMeta:
    """The values of the headers; empty or None if they are missing.

    `is_error` means that the verdict cannot be trusted. `recheck_after` is between one
    minute and one hour. `help` is a sentence for the site's owner.
    """

    guid: str = ""
    is_error: bool = False
    is_blatant: bool = False
    recheck_after: timedelta | None = None
    alert_code: str = ""
    help: str = ""


def build_detail(said: str, remarks: ResponseMeta) -> str:
    """Return the code to record: the result, and an alert's number."""
    return f"{said}{ALERT}{remarks.alert_code}" if remarks.alert_code else said


def parse_headers(headers: Mapping[str, str], *, key: str) -> ResponseMeta:
    """Read headers with lower-case names; take `key` out of every text."""

    def said(name: str) -> str:
        return headers.get(f"x-akismet-{name}", "").strip()

    explanation = said("debug-help") or said("alert-msg")
    return ResponseMeta(
        guid=_only(_GUID, said("guid")),
        is_error=bool(said("error")),
        is_blatant=said("pro-tip") == "discard",
        recheck_after=_recheck_after(headers.get("x-akismet-recheck-after")),
        alert_code=_only(_CODE, said("alert-code")) or _only(_CODE, said("error")),
        help=clean_text(explanation, key=key),
    )


def clean_text(text: str, *, key: str) -> str:
    """Return one short printable line without the key."""
    if key:
        text = text.replace(key, "…")
    return one_line(text)[:LONGEST_TEXT]


def parse_retry_after(retry_after: str, *, at: datetime) -> timedelta | None:
    """Return how long the service asks to be left alone: seconds or an HTTP date.

    At most a day; None where it says nothing, or nothing that can be read. Source:
    RFC 9110, section 10.2.3.
    """
    value = retry_after.strip()
    if _SECONDS.match(value):
        return min(timedelta(seconds=int(value)), LONGEST_PAUSE)
    try:
        wait = parsedate_to_datetime(value) - at
    except (TypeError, ValueError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_PAUSE)


def _only(pattern: re.Pattern[str], value: str) -> str:
    return value if pattern.match(value) else ""


def _recheck_after(value: str | None) -> timedelta | None:
    if value is None:
        return None
    seconds = value.strip()
    wait = timedelta(seconds=int(seconds)) if _SECONDS.match(seconds) else USUAL_RECHECK
    return min(max(wait, SOONEST_RECHECK), LATEST_RECHECK)
