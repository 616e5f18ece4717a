"""How a site looks: its theme, chosen in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import PreviewableMixin, Site

from blog.themes.discovery import get_default_theme, get_theme_choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from blog.models.index import BlogIndexPage


@register_setting(icon="view")
class Appearance(PreviewableMixin, BaseSiteSetting):
    """Hold how a site looks. Without a row it looks as its fields' defaults say."""

    theme = models.CharField(
        _("theme"), max_length=50, default=get_default_theme, choices=get_theme_choices
    )

    panels = (FieldPanel("theme"),)

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")

    @property
    def preview_modes(self) -> Sequence[tuple[str, Any]]:
        return [("", _("Front page")), ("post", _("Newest post"))]

    def get_full_url(self) -> str:
        """Return where the site is, so that a preview is rendered as on it."""
        return f"{self.site.root_url}/"

    full_url = property(get_full_url)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return a page of the site as it would look."""
        index = cast("BlogIndexPage", self.site.root_page.specific)
        newest = index.posts().first() if mode_name == "post" else None
        page = newest or index
        with translation.override(page.locale.language_code):
            response: HttpResponse = page.serve(request)
            if hasattr(response, "render"):
                response = response.render()
            return response


def get_appearance(request: HttpRequest) -> Appearance:
    """Return how the site looks that a request asks, without writing a row for it.

    A preview brings its own.
    """
    name = Appearance.get_cache_attr_name()
    found = getattr(request, name, None)
    if found is None:
        site = Site.find_for_request(request)
        found = getattr(site, "appearance", None) or Appearance(site=site)
        setattr(request, name, found)
    return cast("Appearance", found)
