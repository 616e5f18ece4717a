"""Take the metadata out of files that are about to be stored, whatever stores them."""

from __future__ import annotations

import io
import mimetypes
from typing import Any

from django.core.files.base import ContentFile, File
from PIL import Image

from blog.media.image_metadata.errors import UnreadableImage
from blog.media.image_metadata.stripping import strip_metadata


def strip_file(name: str, file: File[Any]) -> File[Any]:
    """Return the file without the metadata of a picture.

    What is no picture, neither by its content nor by its name, comes back as it is.
    Raises UnreadableImage for what only calls itself one.
    """
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        stripped = strip_metadata(content)
    except UnreadableImage:
        if not is_named_as_image(name):
            return file
        stripped = _encode_anew(content)
    return file if stripped == content else ContentFile(stripped, name=file.name)


def _encode_anew(content: bytes) -> bytes:
    """Return a picture of a rarer kind, such as BMP or TIFF, with its pixels only."""
    written = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content)) as picture:
            pixels = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
            pixels.save(written, format=picture.format)
    except (OSError, SyntaxError, ValueError, KeyError) as error:
        raise UnreadableImage from error
    return written.getvalue()


def is_named_as_image(name: str) -> bool:
    """Say whether a file calls itself a picture."""
    return (mimetypes.guess_type(name)[0] or "").startswith("image/")
