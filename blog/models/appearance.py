"""How a site looks, chosen in the admin: theme, colours, faces, pictures, parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import PreviewableMixin, Site

from blog.appearance.forms import AppearanceForm
from blog.appearance.preview import sign_style
from blog.appearance.style_sheet import (
    Faces,
    Scheme,
    Style,
    StyleSheet,
    Width,
    build_style_sheet,
)
from blog.themes.discovery import get_default_theme, get_theme_choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise
    from wagtail.images.models import Image

POSTS_PER_PAGE = 10  # where nobody has chosen another number

is_color = RegexValidator(r"\A#[0-9a-f]{6}\Z")

# Each column has its value in the database too: a process of the previous release may
# still write rows.
_EMPTY: dict[str, Any] = {"blank": True, "default": "", "db_default": ""}
_ON: dict[str, Any] = {"default": True, "db_default": True}
_OFF: dict[str, Any] = {"default": False, "db_default": False}


PARTS = (
    "shows_date",
    "shows_reading_time",
    "shows_author",
    "shows_contents",
    "shows_sharing",
    "shows_adjacent",
    "shows_subscription",
)


def _build_picture(
    label: _StrPromise, help_text: _StrPromise
) -> models.ForeignKey[Image | None, Image | None]:
    return models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=label,
        help_text=help_text,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


@register_setting(icon="view")
class Appearance(PreviewableMixin, BaseSiteSetting):
    """Hold how a site looks. Without a row it looks as its fields' defaults say."""

    theme = models.CharField(
        _("theme"), max_length=50, default=get_default_theme, choices=get_theme_choices
    )
    scheme = models.CharField(
        _("light or dark"),
        max_length=10,
        choices=Scheme.choices,
        **_EMPTY,
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        validators=(is_color,),
        **_EMPTY,
    )
    paper = models.CharField(
        _("background"), max_length=7, validators=(is_color,), **_EMPTY
    )
    faces = models.CharField(_("fonts"), max_length=10, choices=Faces.choices, **_EMPTY)
    width = models.CharField(
        _("width of the text"),
        max_length=10,
        choices=Width.choices,
        **_EMPTY,
    )
    logo = _build_picture(
        _("logo"), _("Stands in the place of the site’s name, which is read aloud.")
    )
    icon = _build_picture(
        _("icon"),
        _(
            "Square, at least 180 pixels wide, for tabs and home screens. Empty: the "
            "logo if it is square, else the theme’s."
        ),
    )
    sharing_picture = _build_picture(
        _("sharing picture"),
        _(
            "At least 600 × 315 pixels, best 1200 × 630. Other sites show it beside a "
            "link to this one. A post’s own picture comes first."
        ),
    )
    shows_date = models.BooleanField(_("date"), **_ON)
    shows_reading_time = models.BooleanField(_("reading time"), **_ON)
    shows_author = models.BooleanField(_("author"), **_ON)
    shows_adjacent = models.BooleanField(_("previous and next post"), **_ON)
    shows_contents = models.BooleanField(_("table of contents"), **_OFF)
    shows_sharing = models.BooleanField(_("links for sharing"), **_OFF)
    shows_subscription = models.BooleanField(_("subscription box"), **_ON)
    posts_per_page = models.PositiveSmallIntegerField(
        _("posts per page"),
        default=POSTS_PER_PAGE,
        db_default=POSTS_PER_PAGE,
        validators=(MinValueValidator(5), MaxValueValidator(50)),
    )

    panels = (
        MultiFieldPanel(
            (
                FieldPanel("theme"),
                FieldPanel("scheme"),
                FieldPanel("accent"),
                FieldPanel("paper"),
            ),
            heading=_("Theme and colours"),
            help_text=_(
                "Choose the colours for light pages; the dark ones follow by "
                "themselves. If the site is always dark, choose them for dark pages."
            ),
        ),
        MultiFieldPanel(
            (FieldPanel("faces"), FieldPanel("width")),
            heading=_("Text"),
            help_text=_(
                "Fonts are those that readers’ devices have: nothing is loaded."
            ),
        ),
        MultiFieldPanel(
            (FieldPanel("logo"), FieldPanel("icon"), FieldPanel("sharing_picture")),
            heading=_("Pictures"),
        ),
        MultiFieldPanel(
            (
                *(FieldPanel(name) for name in PARTS),
                FieldPanel("posts_per_page"),
            ),
            heading=_("What posts show"),
            help_text=_(
                "Links for sharing are plain links: nothing is loaded from elsewhere."
            ),
        ),
    )
    select_related = ("logo", "icon", "sharing_picture")
    base_form_class = AppearanceForm
    preview_scheme = ""  # which one a preview shows, whatever the device prefers
    is_preview = False

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")

    @property
    def style(self) -> Style:
        """Return the choices that the style sheet is built from."""
        return Style(
            theme=self.theme,
            scheme=self.scheme,
            accent=self.accent,
            paper=self.paper,
            faces=self.faces,
            width=self.width,
        )

    def build_style_sheet(self) -> StyleSheet:
        return build_style_sheet(self.style)

    @property
    def style_url(self) -> str:
        """Return where the site's style sheet is; empty if it looks as its theme."""
        if self.is_preview:
            return reverse(
                "appearance_preview", args=[sign_style(self.style, self.preview_scheme)]
            )
        sheet = self.build_style_sheet()
        return reverse("appearance", args=[sheet.digest]) if sheet else ""

    @property
    def color_scheme(self) -> str:
        """Return which schemes pages have, as ``meta`` and CSS name them."""
        return self.preview_scheme or self.scheme or "light dark"

    @property
    def preview_modes(self) -> Sequence[tuple[str, Any]]:
        """Return each page in each language of the site, by day and by night."""
        homes = self.site.root_page.get_translations(inclusive=True).live()
        codes = set(homes.values_list("locale__language_code", flat=True))
        known = settings.WAGTAIL_CONTENT_LANGUAGES
        languages = {code: name for code, name in known if code in codes}
        pages = {"": _("Front page"), "post": _("Newest post")}
        schemes = {"": _("light"), "dark": _("dark")}
        return [
            (f"{page}-{code}-{scheme}", f"{title} · {language} · {name}")
            for code, language in languages.items()
            for page, title in pages.items()
            for scheme, name in schemes.items()
        ]

    def get_full_url(self) -> str:
        """Return where the site is, so that a preview is rendered as on it."""
        return f"{self.site.root_url}/"

    full_url = property(get_full_url)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return a page of the site as it would look; by day if no mode is named."""
        kind, code, scheme = (mode_name or "--").split("-")
        self.is_preview, self.preview_scheme = True, scheme or "light"
        root = self.site.root_page
        home = root.get_translations(inclusive=True).filter(locale__language_code=code)
        index: Any = (home.first() or root).specific  # mostly a BlogIndexPage
        has_posts = kind == "post" and hasattr(index, "posts")
        newest = index.posts().first() if has_posts else None
        page = newest or index
        with translation.override(page.locale.language_code):
            response: HttpResponse = page.serve_preview(request, "")
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
        found = (site and _find_appearance(site)) or Appearance(site=site)
        setattr(request, name, found)
    return cast("Appearance", found)


def _find_appearance(site: Site) -> Appearance | None:
    """Return what came with the site (see `blog.serving`), else ask for it."""
    if Site._meta.get_field("appearance").is_cached(site):
        return getattr(site, "appearance", None)
    return Appearance.base_queryset().filter(site=site).first()
