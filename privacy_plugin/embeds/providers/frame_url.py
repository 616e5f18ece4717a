"""Build a frame URL from a pasted URL.

The frame always leads to the declared host: nothing in a pasted URL can change the
path, another parameter or the host. Only times, places and numbers are copied from its
parameters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from string import Formatter
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from privacy_plugin.validation.web_urls import is_well_formed

HOST = "{host}"
SITE = "{site}"
LONGEST_WORD = 500
_FORBIDDEN = re.compile(r"[%/\\\\]|\.\.")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,3})?s?\Z", re.ASCII)
_UNITS = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s?)?\Z", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})\Z", re.ASCII)
_TILE_PIXELS = 256
_FRAME_PIXELS = (640, 480)
_DEFAULT_ZOOM = 16
_MOST_LATITUDE = 85.0


def normalize_host(url: str) -> str:
    """Return an address with scheme and host in small letters; empty if it is none."""
    if not is_well_formed(url):
        return ""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{separator}{host.lower()}{slash}{path}"


def quote_for_url(found: str) -> str:
    """Return what was found, fit for a path and a query alike; empty if it is unfit.

    No separator of a path and no way up, encoded once or twice, gets through; a plus
    stays one, for it stands for a space in names of places.
    """
    plain = unquote(found)
    is_odd = _FORBIDDEN.search(plain) or plain == "." or not plain.isprintable()
    if is_odd or len(plain) > LONGEST_WORD:
        return ""
    return quote(plain, safe="!:@,+")


def template_fields(template: str) -> set[str]:
    """Return the names in braces; what is more than a name counts as a name nobody has.

    So an entry cannot reach into a value, as ``{id.__class__}`` would.
    """
    try:
        return {
            name + (f"!{conversion}" if conversion else "") + (spec or "")
            for _text, name, spec, conversion in Formatter().parse(template)
            if name is not None
        }
    except ValueError:
        return {template}


def get_parameters(url: str) -> dict[str, str]:
    """Return the parameters of an address, also those behind ``#``."""
    parts = urlsplit(url)
    return dict(parse_qsl(parts.fragment)) | dict(parse_qsl(parts.query))


def map_parameters(given: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of the frame, by those of the pasted address.

    Only numbers and times are taken over, times in seconds; ``time:hms`` wants hours,
    minutes and seconds, ``#t`` stands behind the ``#``. Of several the first counts.
    """
    found: dict[str, str] = {}
    for source, target in kept.items():
        name, _colon, form = target.partition(":")
        value = _seconds(given.get(source, ""))
        if value and name not in found:
            found[name] = _hms(value) if form else value
    return found


def _seconds(text: str) -> str:
    """Return a number as it is, and a time in seconds; empty for anything else."""
    if _NUMBER.match(text):
        return text.removesuffix("s")
    match = _UNITS.match(text) or _CLOCK.match(text)
    if not text or match is None:
        return ""
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return str(hours * 3600 + minutes * 60 + seconds)


def _hms(seconds: str) -> str:
    minutes, rest = divmod(int(float(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes}m{rest}s"


def map_view(groups: Mapping[str, str]) -> dict[str, str]:
    """Return marker and corners of a map known by its middle and zoom, if it is one."""
    found: dict[str, str] = {}
    marker = [groups.get("mlat"), groups.get("mlon")]
    if all(marker):
        found["marker"] = f"{marker[0]},{marker[1]}"
    middle = [groups.get("lat") or marker[0], groups.get("lon") or marker[1]]
    if all(middle) and "bbox" not in groups:
        zoom = int(groups.get("zoom", _DEFAULT_ZOOM))
        found["bbox"] = _corners(float(middle[0] or 0), float(middle[1] or 0), zoom)
    return found


def _corners(latitude: float, longitude: float, zoom: int) -> str:
    width, height = (360 / 2**zoom * side / _TILE_PIXELS for side in _FRAME_PIXELS)
    flat = math.cos(math.radians(min(abs(latitude), _MOST_LATITUDE)))
    corners = (
        longitude - width / 2,
        latitude - height * flat / 2,
        longitude + width / 2,
        latitude + height * flat / 2,
    )
    return ",".join(f"{corner:.6f}" for corner in corners)
