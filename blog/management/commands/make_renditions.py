"""Make the sizes of pictures that the theme shows, for what is published already."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand
from wagtail.models import Page  # noqa: TID251 - this is the site

from blog.media.renditions import make_renditions
from blog.models import Author


class Command(BaseCommand):
    """Go through all live pages and authors; what is there is not made again."""

    help = "Make the sizes of pictures that the theme shows, as publishing does."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make what is missing, page by page."""
        pages = Page.objects.live().specific().iterator(chunk_size=50)
        for instance in chain(Author.objects.exclude(picture=None), pages):
            try:
                make_renditions(instance)
            except (OSError, ValueError) as error:
                self.stderr.write(f"{instance.pk}: {type(error).__name__}")
