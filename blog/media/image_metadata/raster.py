"""The formats made of pixels: how to recognise each and remove its metadata."""

from __future__ import annotations

from collections.abc import Callable

from blog.media.image_metadata import bmff, gif, jpeg, png, webp

RASTER: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], bytes]], ...] = (
    (jpeg.is_jpeg, jpeg.strip),
    (png.is_png, png.strip),
    (gif.is_gif, gif.strip),
    (webp.is_webp, webp.strip),
    (bmff.is_bmff, bmff.strip),
)
