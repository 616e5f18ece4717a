"""Standing pages: about, imprint, whatever has no date."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page  # noqa: TID251 - this is the site
from wagtail.search import index

from blog.addresses.reserved_slugs import ReservedSlugMixin
from blog.blocks.body import BodyBlock


class StandardPage(ReservedSlugMixin):
    """Hold a text that stands by itself."""

    intro = models.TextField(
        _("introduction"),
        blank=True,
        max_length=500,
        help_text=_("One or two sentences below the title."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = (*Page.content_panels, FieldPanel("intro"), FieldPanel("body"))
    search_fields = (
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    )
    template = "pages/standard.html"
    page_description = _("A text without a date, such as About.")

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
