"""Say what the Akismet service answers, in good days and in bad ones.

Everything here is a function of a request and of a mode; no socket is involved.
Source: Akismet's API reference and the behaviour of its official clients: HTTP 200 for
verdicts, bad keys and bad requests alike, exact tokens without a line end, and the
reason in ``X-akismet-*`` headers.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from blog.demo.servers.akismet.log import Received

THANKS = "Thanks for making the web a better place."
SPAM_TOKENS = ("akismet-guaranteed-spam", "viagra-test-123")
SPAM_EMAIL = "akismet-guaranteed-spam@example.com"
OVERSIZE_BYTES = 8 * 1024 * 1024


class Mode(StrEnum):
    """Name how the stand-in behaves; everything but NORMAL is somebody's bad day."""

    NORMAL = "normal"
    # verdicts whatever the text
    HAM = "ham"
    SPAM = "spam"
    BLATANT = "blatant"
    PROVISIONAL = "provisional"
    # trouble with key and account
    INVALID_KEY = "invalid-key"
    SUSPENDED = "suspended"
    SUSPENDED_SAYS_HAM = "suspended-says-ham"
    SUSPENDED_SAYS_SPAM = "suspended-says-spam"
    ALERT = "alert"
    # answers nobody can read
    EMPTY = "empty"
    HTML = "html"
    TRUE_WITH_NEWLINE = "true-with-newline"
    GARBAGE = "garbage"
    OVERSIZE = "oversize"
    # trouble on the way
    HANG = "hang"
    DRIP = "drip"
    DISCONNECT = "disconnect"
    TOO_MANY_REQUESTS = "429"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    FOUND_ELSEWHERE = "302"
    TEMPORARILY_ELSEWHERE = "307"


SUSPENDED_MODES = {
    Mode.SUSPENDED: "invalid",
    Mode.SUSPENDED_SAYS_HAM: "false",
    Mode.SUSPENDED_SAYS_SPAM: "true",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what goes back over the wire."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "text/plain; charset=utf-8"


_HTML = "text/html; charset=utf-8"
_BROKEN = b"<html><body><h1>Server error</h1></body></html>"
UNREADABLE = {
    Mode.EMPTY: Answer(b""),
    Mode.HTML: Answer(b"<!doctype html><title>Maintenance</title>", 200, (), _HTML),
    Mode.TRUE_WITH_NEWLINE: Answer(b"true\n"),
    Mode.GARBAGE: Answer(b"\xff\xfe\x00maybe\x9d"),
    Mode.SERVER_ERROR: Answer(_BROKEN, 500, (), _HTML),
    Mode.BAD_GATEWAY: Answer(_BROKEN, 502, (), _HTML),
    Mode.UNAVAILABLE: Answer(_BROKEN, 503, (), _HTML),
}


@dataclass(frozen=True, slots=True)
class Quota:
    """Hold what ``usage-limit`` reports; `limit` is None where there is none."""

    limit: int | None = 500
    usage: int = 12
    throttled: bool = False

    def as_json(self) -> str:
        """Return it in the service's shape: a percentage is a text there."""
        percentage = self.usage / self.limit * 100 if self.limit else 0
        return json.dumps(
            {
                "limit": "none" if self.limit is None else self.limit,
                "usage": self.usage,
                "percentage": f"{percentage:.2f}",
                "throttled": self.throttled,
            },
        )


def _text(body: str, **headers: str) -> Answer:
    named = tuple(
        ("X-akismet-" + name.replace("_", "-"), value)
        for name, value in headers.items()
    )
    return Answer(body.encode(), headers=named)


@dataclass(slots=True)
class Protocol:
    """Answer requests as the service would.

    `keys` are the keys it knows; when empty, it knows every key. `recheck_mode` is how
    it answers a recheck, when that differs. `recheck_after` and `retry_after` are the
    seconds it asks for; `elsewhere` is where a redirect points.
    """

    keys: frozenset[str] = frozenset()
    recheck_mode: Mode | None = None
    recheck_after: str = "120"
    retry_after: str = "120"
    alert_code: str = "10508"
    alert_message: str = "Your account has exceeded its limit."
    elsewhere: str = "https://elsewhere.example/"
    quota: Quota = field(default_factory=Quota)

    def answer(self, request: Received, mode: Mode) -> Answer:
        """Return the answer to `request` in `mode`, faults on the way included."""
        fault = self._fault(request, mode)
        if fault is not None:
            return fault
        endpoints = {
            ("POST", "/1.1/verify-key"): self._verify_key,
            ("POST", "/1.1/comment-check"): self._comment_check,
            ("POST", "/1.1/submit-spam"): self._submit,
            ("POST", "/1.1/submit-ham"): self._submit,
            ("GET", "/1.2/usage-limit"): self._usage_limit,
            ("POST", "/1.2/usage-limit"): self._usage_limit,
            ("GET", "/1.2/key-sites"): self._key_sites,
            ("POST", "/1.2/key-sites"): self._key_sites,
        }
        handler = endpoints.get((request.method, request.path))
        if handler is None:
            return Answer(b"Not found", status=404)
        return handler(request, mode)

    def _fault(self, request: Received, mode: Mode) -> Answer | None:
        if mode in UNREADABLE:
            return UNREADABLE[mode]
        if mode is Mode.OVERSIZE:
            return Answer(b"true" * (OVERSIZE_BYTES // 4))
        if mode is Mode.TOO_MANY_REQUESTS:
            wait = (("Retry-After", self.retry_after),)
            return Answer(b"Too many requests", status=int(mode), headers=wait)
        if mode in (Mode.FOUND_ELSEWHERE, Mode.TEMPORARILY_ELSEWHERE):
            location = self.elsewhere.rstrip("/") + request.path
            return Answer(b"", status=int(mode), headers=(("Location", location),))
        return None

    def _knows_key(self, key: str) -> bool:
        return bool(key) and (not self.keys or key in self.keys)

    def _refusal(self, key: str, mode: Mode) -> Answer | None:
        """Return what a bad key or a bad account gets, or None when all is well."""
        if not key:
            return _text("invalid", debug_help='Empty "api_key" value')
        if mode is Mode.INVALID_KEY or not self._knows_key(key):
            return _text("invalid", debug_help="We were unable to parse your API key")
        if mode in SUSPENDED_MODES:
            return _text(
                SUSPENDED_MODES[mode],
                error="10010",
                alert_code="10010",
                alert_msg="Your account has been suspended.",
                guid=uuid.uuid4().hex,
            )
        return None

    def _verify_key(self, request: Received, mode: Mode) -> Answer:
        key = request.field("key") or request.field("api_key")
        refusal = self._refusal(key, mode)
        if refusal is not None:
            return Answer(b"invalid", headers=refusal.headers)
        if not request.field("blog"):
            return _text("invalid", debug_help='Empty "blog" value')
        return _text("valid", **self._alert(mode))

    def _comment_check(self, request: Received, mode: Mode) -> Answer:
        refusal = self._refusal(request.field("api_key"), mode)
        if refusal is not None:
            return refusal
        for name in ("blog", "user_ip"):
            if not request.field(name):
                return _text(
                    f"Missing required field: {name}.",
                    debug_help=f'Empty "{name}" value',
                )
        is_recheck = request.field("recheck_reason") not in ("", "edit")
        if is_recheck and self.recheck_mode is not None:
            mode = self.recheck_mode
        return self._verdict(request, mode, is_recheck=is_recheck)

    def _verdict(self, request: Received, mode: Mode, *, is_recheck: bool) -> Answer:
        headers = {"guid": uuid.uuid4().hex, **self._alert(mode)}
        author_is_bad = any(
            token in (request.field("comment_author"), request.field("comment_content"))
            for token in SPAM_TOKENS
        )
        email_is_bad = request.field("comment_author_email") == SPAM_EMAIL
        if mode is Mode.BLATANT or (author_is_bad and email_is_bad):
            return _text("true", pro_tip="discard", **headers)
        if mode is Mode.SPAM or author_is_bad or email_is_bad:
            return _text("true", **headers)
        if mode is Mode.HAM or request.field("user_role") == "administrator":
            return _text("false", **headers)
        has_link = "://" in request.field("comment_content")
        if mode is Mode.PROVISIONAL or (has_link and not is_recheck):
            return _text("false", recheck_after=self.recheck_after, **headers)
        return _text("false", **headers)

    def _alert(self, mode: Mode) -> dict[str, str]:
        if mode is not Mode.ALERT:
            return {}
        return {"alert_code": self.alert_code, "alert_msg": self.alert_message}

    def _submit(self, request: Received, mode: Mode) -> Answer:
        refusal = self._refusal(request.field("api_key"), mode)
        if refusal is not None:
            return Answer(b"invalid", headers=refusal.headers)
        return _text(THANKS)

    def _usage_limit(self, request: Received, mode: Mode) -> Answer:
        refusal = self._refusal(request.field("api_key"), mode)
        return refusal or Answer(
            self.quota.as_json().encode(),
            content_type="application/json",
        )

    def _key_sites(self, request: Received, mode: Mode) -> Answer:
        refusal = self._refusal(request.field("api_key"), mode)
        return refusal or Answer(
            json.dumps({"limit": 500, "offset": 0, "total": 0}).encode(),
            content_type="application/json",
        )
