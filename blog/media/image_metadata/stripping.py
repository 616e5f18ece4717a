"""Choose, by the first bytes of a file, how its metadata is taken out."""

from __future__ import annotations

import struct

from blog.media.image_metadata import svg
from blog.media.image_metadata.errors import UnreadableImage
from blog.media.image_metadata.raster import RASTER

_FORMATS = (*RASTER, (svg.is_svg, svg.strip))


def strip_metadata(content: bytes) -> bytes:
    """Return the same picture with nothing in it but what is needed to show it.

    A file without metadata comes back as it is. Raises UnreadableImage for anything
    that is no JPEG, PNG, GIF, WebP, AVIF, HEIC or SVG, or ends too early.
    """
    for is_format, strip in _FORMATS:
        if is_format(content):
            try:
                return strip(content)
            except (IndexError, struct.error, RecursionError) as error:
                raise UnreadableImage from error
    raise UnreadableImage
