"""Make the sizes of pictures that the theme shows, for what is published already."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from wagtail.models import Page  # noqa: TID251 - this is the site

from blog.media.renditions import make_renditions


class Command(BaseCommand):
    """Go through all live pages; what is there already is not made again."""

    help = "Make the sizes of pictures that the theme shows, as publishing does."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make what is missing, page by page."""
        for page in Page.objects.live().specific().iterator(chunk_size=50):
            try:
                make_renditions(page)
            except (OSError, ValueError) as error:
                self.stderr.write(f"{page.pk}: {type(error).__name__}")
