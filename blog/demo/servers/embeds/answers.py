"""What the stand-in answers: a frame, a title, a picture, or any mischief."""

from __future__ import annotations

import html
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

TITLE = "Made up by the stand-in"
_JSON = "application/json"
ONE_PIXEL, USUAL = (1, 1), (640, 360)
_COLORS = tuple(
    bytes.fromhex(color) for color in ("27364f", "c46a4b", "dcae57", "93a88f", "e5dac4")
)


class Mode(StrEnum):
    """Name how the stand-in answers questions about titles and pictures."""

    NORMAL = "normal"
    SCRIPT = "script"
    NOT_JSON = "not_json"
    NO_TITLE = "no_title"
    ERROR = "error"
    HUGE = "huge"
    HANG = "hang"
    DRIP = "drip"
    REDIRECT_AWAY = "redirect_away"
    REDIRECT_INSIDE = "redirect_inside"
    REDIRECT_LOOP = "redirect_loop"
    REDIRECT_BROKEN = "redirect_broken"
    PACKED = "packed"
    PICTURE_HTML = "picture_html"
    PICTURE_DOT = "picture_dot"
    PICTURE_BOMB = "picture_bomb"
    PICTURE_ELSEWHERE = "picture_elsewhere"


@dataclass(slots=True)
class Answer:
    content: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def png(
    width: int,
    height: int,
    *,
    host: str = "",
    declared: tuple[int, int] | None = None,
) -> bytes:
    """Return a disc above a horizon, in the colours of a host.

    `declared` is the size the picture claims to have, if another than it has.
    """

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    wide, high = declared or (width, height)
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    seed = zlib.crc32(host.encode())
    turns = (0, 1 + (seed >> 5) % 2, 3 + (seed >> 9) % 2)  # never the same twice
    sky, ground, disc = (_COLORS[(seed + turn) % 5] for turn in turns)
    rows = b"".join(
        b"\0" + _row(y, width, height, sky, ground, disc) for y in range(height)
    )
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def _row(
    y: int, width: int, height: int, sky: bytes, ground: bytes, disc: bytes
) -> bytes:
    """Return one line of the picture."""
    back = ground if y > height * 7 // 10 else sky
    radius, above = height // 4, y - height * 45 // 100
    half = int((radius * radius - above * above) ** 0.5) if abs(above) < radius else 0
    left = max(width * 6 // 10 - half, 0)
    middle = min(2 * half, width - left)
    if back == ground:
        left, middle = width, 0
    return back * left + disc * middle + back * (width - left - middle)


def told(host: str, mode: Mode) -> Answer:
    """Answer a question for a title (oEmbed)."""
    broken = {
        Mode.ERROR: Answer(b"no", status=503),
        Mode.NOT_JSON: Answer(b"{", _JSON),
        Mode.HUGE: Answer(b'{"title": "' + b"x" * 3_000_000 + b'"}', _JSON),
        Mode.PACKED: Answer(b"{}", _JSON, headers={"Content-Encoding": "gzip"}),
    }
    if mode in broken:
        return broken[mode]
    where = {
        Mode.REDIRECT_AWAY: "https://undeclared.example/oembed",
        Mode.REDIRECT_INSIDE: "https://127.0.0.1/oembed",
        Mode.REDIRECT_BROKEN: "https://[::1",
        Mode.REDIRECT_LOOP: f"https://{host}/oembed",
    }.get(mode)
    if where:
        return Answer(b"", status=302, headers={"Location": where})
    facts: dict[str, object] = {
        "version": "1.0",
        "type": "video",
        "title": TITLE,
        "width": 640,
        "height": 360,
        "html": f'<iframe src="https://{host}/"></iframe><script>alert(1)</script>',
        "thumbnail_url": f"https://{host}/picture.png",
    }
    lies: dict[Mode, dict[str, object]] = {
        Mode.SCRIPT: {"title": "<script>alert(1)</script>\u202e\n&lt;b&gt;bold"},
        Mode.NO_TITLE: {
            "title": None,
            "width": "wide",
            "height": -3,
            "thumbnail_url": 7,
        },
        Mode.PICTURE_ELSEWHERE: {
            "thumbnail_url": "https://undeclared.example/picture.png"
        },
    }
    facts |= lies.get(mode, {})
    return Answer(json.dumps(facts).encode(), _JSON)


def picture(host: str, mode: Mode) -> Answer:
    if mode is Mode.PICTURE_HTML:
        return Answer(b"<script>alert(1)</script>", "image/png")
    if mode is Mode.PICTURE_DOT:
        return Answer(png(*ONE_PIXEL), "image/png")
    if mode is Mode.PICTURE_BOMB:
        return Answer(png(8, 8, declared=(60_000, 60_000)), "image/png")
    return Answer(png(*USUAL, host=host), "image/png")


def framed(host: str, path: str, headers: Mapping[str, str], peer: str) -> Answer:
    """Answer a reader's browser: a page that shows what it has told."""
    arrived = {
        "IP address": peer,
        "Browser": headers.get("User-Agent", "–"),
        "Languages": headers.get("Accept-Language", "–"),
        "Came from (Referer)": headers.get("Referer", "–"),
        "Cookies": headers.get("Cookie", "–"),
        "What you look at": path,
    }
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
        for name, value in arrived.items()
    )
    page = f"""<!doctype html><html lang="en"><meta charset="utf-8">
<title>Stand-in for {html.escape(host)}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; padding: 1rem 1.25rem; font: 15px/1.5 Georgia, serif;
  background: light-dark(#27364f, #1b2536); color: #f3ede2; }}
h1 {{ margin: 0 0 .5rem; font-size: 1.2rem; font-weight: 400; }}
table {{ border-collapse: collapse; font-size: .9rem; }}
th {{ padding: .1rem 1rem .1rem 0; font-weight: 400; text-align: start;
  vertical-align: top; color: #dcae57; }}
td {{ overflow-wrap: anywhere; }}
</style>
<h1>A stand-in for <b>{html.escape(host)}</b>
has just learned this from your browser:</h1>
<table>{rows}</table>
<p id="seen"></p>
<script>
  document.cookie = "standin=1; SameSite=None; Secure";
  try {{ localStorage.setItem("standin", "1"); }} catch (error) {{}}
  const outer = [...(location.ancestorOrigins ?? [])].join(", ");
  document.getElementById("seen").textContent =
    `And by script: the site around it is ${{outer || document.referrer}}.`;
</script>
</html>"""
    return Answer(page.encode())
