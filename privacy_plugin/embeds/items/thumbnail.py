"""Re-encode a preview image from another host as a small local one.

It is decoded within limits and encoded again, so that no metadata, script or second
file hidden in it survives.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

CONTENT_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
MAX_BYTES = 5 * 1024 * 1024
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_MOST_PIXELS = 30_000_000
_LEAST_SIDE = 60
_SIZE = (960, 540)


class ThumbnailError(ValueError):
    """The data is not a usable image."""


def make_thumbnail(content: bytes) -> bytes:
    """Return the picture as WebP of 960 × 540 pixels, cut to fit.

    Raises NoPicture for what is no picture, too large to decode, or too small to see.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise ThumbnailError
                if min(picture.size) < _LEAST_SIDE:
                    raise ThumbnailError
                drawn = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ):
        raise ThumbnailError from None
    out = io.BytesIO()
    ImageOps.fit(drawn, _SIZE).save(out, "WEBP", quality=80)
    return out.getvalue()
