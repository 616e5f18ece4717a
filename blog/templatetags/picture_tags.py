"""Pictures in the sizes a page needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html
from PIL.Image import DecompressionBombError
from wagtail.images.models import (
    Filter,
    Picture,
    ResponsiveImage,
    SourceImageIOError,
)
from wagtail.images.templatetags import wagtailimages_tags

from blog.media.avif import get_avif_spec
from blog.media.rendition_scope import reading_renditions
from blog.media.site_pictures import LOGO

if TYPE_CHECKING:
    from django.template import Context
    from django.template.base import Parser, Token

register = template.Library()

UNREADABLE = (
    SourceImageIOError,
    OSError,
    SyntaxError,
    ValueError,
    DecompressionBombError,
)


class ResponsivePictureNode(wagtailimages_tags.SrcsetImageNode):
    """WebP in several sizes, and AVIF as soon as the worker has made all of them."""

    def render(self, context: Context) -> str:
        """Return an element; what cannot be made smaller is shown as it is."""
        image = self.validate_image(context)
        if not image:
            return ""
        attrs = {name: value.resolve(context) for name, value in self.attrs.items()}
        is_first = attrs.pop("is_first", False)
        attrs |= {"fetchpriority": "high"} if is_first else {"loading": "lazy"}
        if image.is_svg():
            return _show_as_it_is(image, attrs)
        try:
            with reading_renditions(image.pk):
                specs = Filter.expand_spec(self.filter_specs)
                return str(_choose(image, specs, attrs))
        except UNREADABLE:
            return _show_as_it_is(image, attrs)


@register.tag
def responsive_picture(parser: Parser, token: Token) -> ResponsivePictureNode:
    """Show a picture: ``{% responsive_picture image width-{480,960} format-webp … %}``.

    What Wagtail's ``srcset_image`` takes, and ``is_first``: whether the picture is the
    first of the page, which a browser should load before others. Others are loaded when
    they come into sight.
    """
    token.contents = token.contents.replace("responsive_picture", "srcset_image", 1)
    node = wagtailimages_tags.image(parser, token)
    return ResponsivePictureNode(node.image_expr, node.filter_specs, attrs=node.attrs)


@register.simple_tag
def site_logo(image: Any, name: str) -> str:  # noqa: ANN401 - a site's own image model
    """Show a site's logo; as it is, if its sizes are not made yet or if it is SVG."""
    attrs: dict[str, Any] = {"alt": name, "class": "site-logo"}
    specs = [Filter(spec=spec) for spec in LOGO]
    found = [] if image.is_svg() else image.find_existing_renditions(*specs).values()
    if len(found) < len(LOGO):
        return _show_as_it_is(image, attrs)
    smallest = min(rendition.width for rendition in found)
    return str(_choose(image, list(LOGO), attrs | {"sizes": f"{smallest}px"}))


def _choose(image: Any, specs: list[str], attrs: dict[str, Any]) -> ResponsiveImage:  # noqa: ANN401 - a site's own image model
    """Return what is there; make WebP, and never AVIF, if it is missing."""
    both = [Filter(spec=spec) for one in specs for spec in (one, get_avif_spec(one))]
    found = {
        size.spec: rendition
        for size, rendition in image.find_existing_renditions(*both).items()
    }
    if not found.keys() >= set(specs):
        found |= image.get_renditions(*specs)
    avif = [get_avif_spec(spec) for spec in specs]
    if found.keys() >= set(avif):
        return Picture({spec: found[spec] for spec in (*avif, *specs)}, attrs)
    return ResponsiveImage({spec: found[spec] for spec in specs}, attrs)


def _show_as_it_is(image: Any, attrs: dict[str, Any]) -> str:  # noqa: ANN401 - a site's own image model
    sized = {
        "alt": image.default_alt_text,
        **{name: value for name, value in attrs.items() if name != "sizes"},
        "src": image.file.url,
        "width": image.width,
        "height": image.height,
    }
    return format_html("<img{}>", flatatt(sized))
