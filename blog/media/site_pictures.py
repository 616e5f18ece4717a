"""The pictures of a site itself: logo, icons, and what is shown where it is shared.

Their sizes are made when somebody chooses or replaces a picture. A page shows what is
there: reading makes none.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition, Filter

from blog.media.rendition_scope import reading_renditions
from privacy_plugin.background.after_commit import run_after_commit

LOGO = ("max-240x56|format-webp", "max-480x112|format-webp")
ICON = "fill-48x48-c100|format-png"
TOUCH_ICON = "fill-180x180-c100|bgcolor-ffffff|format-png"
SHARING = "fill-1200x630|format-jpeg"
_MOST_OBLONG = 1.25  # an icon loses no more than a fifth of a picture


@dataclass(frozen=True, slots=True)
class SitePictures:
    """What the head of a page names; None where the theme's own is used, or nothing.

    `icon` is a picture or one of its sizes, `sharing_alt` what `sharing` shows.
    """

    icon: AbstractImage | AbstractRendition | None
    touch_icon: AbstractRendition | None
    sharing: AbstractRendition | None
    sharing_alt: str

    @property
    def is_icon_svg(self) -> bool:
        return isinstance(self.icon, AbstractImage)


def find_site_pictures(
    appearance: Any,  # noqa: ANN401 - its model would be a circle
    lead: AbstractImage | None,
    lead_alt: str,
) -> SitePictures:
    """Return what is there, in one query; a page's `lead` picture is shared first."""
    icon = get_icon_source(appearance.icon, appearance.logo)
    shared = appearance.sharing_picture
    images = {appearance.logo, icon, shared, lead} - {None}
    with ExitStack() as scopes:
        for image in images:
            scopes.enter_context(reading_renditions(image.pk))
        models.prefetch_related_objects([*images], "renditions")
    lead_size = _find(lead, SHARING)
    return SitePictures(
        icon=icon if icon and icon.is_svg() else _find(icon, ICON),
        touch_icon=_find(icon, TOUCH_ICON),
        sharing=lead_size or _find(shared, SHARING),
        sharing_alt=lead_alt if lead_size else "",
    )


def get_icon_source(
    icon: AbstractImage | None, logo: AbstractImage | None
) -> AbstractImage | None:
    """Return the picture that icons are made from: a logo, if it is nearly square."""
    return icon or (logo if logo and is_square(logo) else None)


def is_square(image: AbstractImage) -> bool:
    sides = sorted((image.width, image.height))
    return bool(sides[0]) and sides[1] / sides[0] <= _MOST_OBLONG


def make_sharing_picture(image: AbstractImage) -> None:
    """Make the size in which other sites show a post's own picture."""
    _make(image, (SHARING,))


@receiver(post_save, sender="blog.Appearance")
def make_pictures_of_chosen(*, instance: Any, **_kwargs: object) -> None:
    run_after_commit(_make_all, instance)


@receiver(post_save)
def make_pictures_of_replaced(
    *, sender: type[models.Model], instance: Any, created: bool, **_kwargs: object
) -> None:
    """Make them again where an editor has replaced the file of a chosen picture."""
    if sender is not get_image_model() or created:
        return
    is_used = Q(logo=instance.pk) | Q(icon=instance.pk) | Q(sharing_picture=instance.pk)
    for appearance in apps.get_model("blog", "Appearance").objects.filter(is_used):
        run_after_commit(_make_all, appearance)


def _make_all(appearance: Any) -> None:  # noqa: ANN401 - see above
    icon = get_icon_source(appearance.icon, appearance.logo)
    sizes = (
        (appearance.logo, LOGO),
        (icon, (ICON, TOUCH_ICON)),
        (appearance.sharing_picture, (SHARING,)),
    )
    for image, specs in sizes:
        if image is not None:
            _make(image, specs)


def _make(image: AbstractImage, specs: Iterable[str]) -> None:
    if not image.is_svg():
        image.get_renditions(*specs)


def _find(image: AbstractImage | None, spec: str) -> AbstractRendition | None:
    if image is None or image.is_svg():
        return None
    return next(iter(image.find_existing_renditions(Filter(spec=spec)).values()), None)
