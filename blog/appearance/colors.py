"""Colours: contrast as WCAG 2.2 defines it, and lightness as people see it (OKLCH).

A colour is ``#rrggbb`` in lower case. Sources: WCAG 2.2, *relative luminance* and
*contrast ratio*; Björn Ottosson, *A perceptual color space for image processing*.
"""

from __future__ import annotations

import cmath
import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache

_HEX = re.compile(r"#?(?:[0-9a-f]{6}|[0-9a-f]{3})\Z", re.ASCII)
_STEPS = 12  # of a search for the most chroma: finer than a byte can show


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness from 0 to 1, chroma from 0 to about 0.4, hue in radians."""

    lightness: float
    chroma: float
    hue: float

    @property
    def plane(self) -> complex:
        """Return chroma and hue as a point, whose distances people see as equal."""
        return cmath.rect(self.chroma, self.hue)


def normalize_color(text: str) -> str:
    """Return ``#rrggbb`` for what people write, as ``#ABC``. Raises ValueError."""
    found = text.strip().lower()
    if not _HEX.match(found):
        msg = "This is no colour."
        raise ValueError(msg)
    digits = found.removeprefix("#")
    return "#" + (digits if len(digits) == 6 else "".join(d * 2 for d in digits))  # noqa: PLR2004 - digits of #rrggbb


def get_contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_get_luminance(one), _get_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(4096)
def _get_luminance(color: str) -> float:
    red, green, blue = _to_linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(4096)
def to_oklch(color: str) -> Oklch:
    red, green, blue = _to_linear(color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.atan2(b, a))


def to_hex(color: Oklch) -> str:
    """Return the colour, with as much of its chroma as a screen can show."""
    color = replace(color, lightness=min(max(color.lightness, 0.0), 1.0))
    channels = _to_channels(color)
    if not _is_displayable(channels):
        least, most = 0.0, color.chroma
        for _step in range(_STEPS):
            middle = (least + most) / 2
            tried = _to_channels(replace(color, chroma=middle))
            least, most = (middle, most) if _is_displayable(tried) else (least, middle)
        channels = _to_channels(replace(color, chroma=least))
    return "#" + "".join(f"{_to_byte(channel):02x}" for channel in channels)


def _to_linear(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linearize(red), _linearize(green), _linearize(blue)


def _linearize(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


def _to_channels(color: Oklch) -> tuple[float, float, float]:
    a, b = color.chroma * math.cos(color.hue), color.chroma * math.sin(color.hue)
    long = (color.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (color.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (color.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _is_displayable(channels: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= channel <= 1.0005 for channel in channels)  # noqa: PLR2004 - within what rounding loses


def _to_byte(channel: float) -> int:
    channel = min(max(channel, 0.0), 1.0)
    if channel <= 0.0031308:  # noqa: PLR2004 - sRGB
        return round(255 * 12.92 * channel)
    return round(255 * (1.055 * channel ** (1 / 2.4) - 0.055))
