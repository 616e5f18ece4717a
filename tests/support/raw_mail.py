"""Read a mail as it left: the bytes, by machines that decode nothing."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.utils import getaddresses

TOKEN = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+"
ENCODED_WORD = re.compile(r"=\?[A-Za-z0-9-]+\?[bBqQ]\?[!->@-~]*\?=")
UNSTRUCTURED = {"Subject"}  # besides it, only a name in From may be encoded


def header_lines(raw: bytes) -> list[bytes]:
    """Return the lines of the header, folded as they are."""
    head, blank, _body = raw.partition(b"\r\n\r\n")
    assert blank, "the header does not end"
    return head.split(b"\r\n")


def headers_of(raw: bytes) -> dict[str, str]:
    """Return each header unfolded and not decoded, as RFC 5322 has it."""
    found: dict[str, str] = {}
    name = ""
    for line in header_lines(raw):
        text = line.decode("ascii")
        if text[0] in " \t":
            found[name] += text
            continue
        name, colon, value = text.partition(":")
        assert colon, text
        assert name not in found, f"{name} stands twice"
        found[name] = value
    return {name: value.strip() for name, value in found.items()}


def require_valid(raw: bytes) -> dict[str, str]:
    """Fail unless the mail is as the standards want it; return its headers."""
    for line in raw.split(b"\r\n"):
        assert len(line) <= 998
        assert b"\n" not in line
        assert b"\r" not in line
    lines = header_lines(raw)
    for line in lines:
        assert line.isascii()
        assert re.fullmatch(rb"[\t\x20-\x7e]+", line), line
        assert line.strip(), "a line of white space ends the header for some"
        if line[0] not in b" \t":
            assert re.match(rb"[!-9;-~]+: \S", line), line
        is_one_word = len(line.split()) <= 2  # a long word cannot be folded
        assert len(line) <= 78 or is_one_word, line
    headers = headers_of(raw)
    _require_addresses(headers)
    _require_encoded_words(headers)
    _require_list_headers(headers)
    assert re.fullmatch(rf"<{TOKEN}@{TOKEN}>", headers["Message-ID"])
    assert headers["Date"]
    parsed = message_from_bytes(raw, policy=policy.default)
    assert not [defect for part in parsed.walk() for defect in part.defects]
    assert not [one for value in parsed.values() for one in value.defects]
    return headers


def _require_addresses(headers: dict[str, str]) -> None:
    for name in ("From", "To"):
        ((_display, address),) = getaddresses([headers[name]])
        assert re.fullmatch(rf"{TOKEN}@{TOKEN}", address), headers[name]
        assert headers[name].endswith((address, f"<{address}>"))


def _require_encoded_words(headers: dict[str, str]) -> None:
    for name, value in headers.items():
        words = [word for word in re.split(r"\s+", value) if "=?" in word]
        if name not in {*UNSTRUCTURED, "From"}:
            assert not words, (name, value)
        for word in words:
            assert ENCODED_WORD.fullmatch(word), word
            assert len(word) <= 75


def _require_list_headers(headers: dict[str, str]) -> None:
    if "List-ID" not in headers:
        assert "List-Unsubscribe" not in headers
        return
    assert re.fullmatch(rf"<{TOKEN}>", headers["List-ID"])
    assert re.fullmatch(r"<https?://[!-;=?-~]+>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
