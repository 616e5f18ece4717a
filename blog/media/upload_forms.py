"""The forms of pictures and documents in the admin, and what they refuse.

What a file costs is read from its first bytes, before it is decoded: a picture of some
hundred kilobytes can unfold to gigabytes.
"""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from blog.media.image_metadata import UnreadableImage
from blog.media.image_metadata.files import strip_file

MILLION = 1_000_000


class LimitedImageField(WagtailImageField):
    """Refuse a picture with too many pixels before it is decoded.

    Wagtail counts them when it has decoded the picture.
    """

    def check_image_pixel_size(self, f: Any) -> None:  # noqa: ANN401 - Wagtail's
        """Read the size from the header; raise ValidationError for too many pixels."""
        most = self.max_image_pixels
        if most and f.image.format_name != "svg" and _count_pixels(f.image.f) > most:
            raise ValidationError(
                _(
                    "This picture has more than %(most)s million pixels. Make it "
                    "smaller and upload it again."
                ),
                code="file_too_many_pixels",
                params={"most": f"{most / MILLION:g}"},
            )
        try:
            super().check_image_pixel_size(f)
        except (OSError, SyntaxError) as error:
            raise _damaged() from error


class ImageForm(BaseImageForm):
    """Take the metadata out of a picture when it is uploaded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the careful field in the place of Wagtail's."""
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            usual = self.fields["file"]
            self.fields["file"] = LimitedImageField(
                label=usual.label,
                required=usual.required,
                max_length=usual.max_length,
                widget=usual.widget,
            )

    def clean_file(self) -> Any:  # noqa: ANN401 - a file, or what was there before
        """Return the picture and nothing else; refuse one that ends too early."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            stripped = strip_file(str(file.name), file)
        except UnreadableImage as error:
            raise _damaged() from error
        if stripped is file:
            return file
        return SimpleUploadedFile(
            str(file.name), stripped.read(), content_type=file.content_type or ""
        )


class DocumentForm(BaseDocumentForm):
    """Refuse a document that is too large."""

    def _post_clean(self) -> None:
        """Refuse it last: without a file Wagtail would complain of its extension."""
        super()._post_clean()
        file = self.cleaned_data.get("file")
        most = settings.DOCUMENT_MAX_UPLOAD_SIZE
        if isinstance(file, UploadedFile) and most and (file.size or 0) > most:
            error = ValidationError(
                _("This file is %(size)s; the limit for documents is %(most)s."),
                code="file_too_large",
                params={
                    "size": filesizeformat(file.size or 0),
                    "most": filesizeformat(most),
                },
            )
            self.add_error("file", error)


def _damaged() -> ValidationError:
    return ValidationError(
        _("This picture cannot be read to its end. It may be damaged."),
        code="invalid_image",
    )


def _count_pixels(file: Any) -> float:  # noqa: ANN401 - any file
    """Return how many pixels the first bytes announce, without decoding them."""
    file.seek(0)
    try:
        with Image.open(file) as picture:
            return picture.width * picture.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return math.inf
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return 0  # Wagtail says what is wrong with it
    finally:
        file.seek(0)
