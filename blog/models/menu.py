"""The menu and the footer of a blog, in one language."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.models import Page  # noqa: TID251 - this is the site

from blog.addresses.reserved_slugs import ReservedSlugForm
from blog.blocks.menu import FooterLinksBlock, MenuBlock
from privacy_plugin.embeds.fields import RichTextField

_CC_URL = "https://creativecommons.org/licenses/{}/4.0/"


class Licence(models.TextChoices):
    """What readers may do with the texts. The names are those of Creative Commons."""

    CC_BY = "by", _("CC BY 4.0 (Attribution)")
    CC_BY_SA = "by-sa", _("CC BY-SA 4.0 (Attribution, ShareAlike)")
    CC_BY_ND = "by-nd", _("CC BY-ND 4.0 (Attribution, NoDerivatives)")
    CC_BY_NC = "by-nc", _("CC BY-NC 4.0 (Attribution, NonCommercial)")
    CC_BY_NC_SA = (
        "by-nc-sa",
        _("CC BY-NC-SA 4.0 (Attribution, NonCommercial, ShareAlike)"),
    )
    CC_BY_NC_ND = (
        "by-nc-nd",
        _("CC BY-NC-ND 4.0 (Attribution, NonCommercial, NoDerivatives)"),
    )
    CC0 = "cc0", _("CC0 1.0 (Public Domain)")
    ALL_RIGHTS_RESERVED = "reserved", _("All rights reserved")

    @property
    def url(self) -> str:
        """Return where the licence is; empty where nothing is licensed."""
        if self is Licence.ALL_RIGHTS_RESERVED:
            return ""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return _CC_URL.format(self.value)


class MenuAndFooterMixin(Page):
    """Hold what an editor put into the menu and the footer.

    `menu` may name pages that readers cannot open: ``blog.menu`` leaves them out. The
    defaults in the database let the version before write while this one is deployed.
    """

    menu = StreamField(
        MenuBlock(required=False),
        verbose_name=_("menu"),
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "While it is empty, the menu shows the pages right below this one that "
            "are marked “Show in menus”."
        ),
    )
    footer_text = RichTextField(
        _("text"),
        blank=True,
        default="",
        db_default="",
        max_length=1000,
        features=["bold", "italic", "link"],
    )
    footer_links = StreamField(
        FooterLinksBlock(required=False),
        verbose_name=_("links"),
        blank=True,
        default="",
        db_default="",
    )
    licence = models.CharField(
        _("licence"),
        max_length=20,
        blank=True,
        default="",
        db_default="",
        choices=Licence.choices,
        help_text=_("What readers may do with your texts. Empty: nothing is said."),
    )
    imprint = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("imprint"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The page that says who runs the blog; every page links to it."),
    )

    menu_panels = (
        FieldPanel("menu"),
        MultiFieldPanel(
            (
                FieldPanel("footer_text"),
                FieldPanel("footer_links"),
                FieldPanel("licence"),
                FieldPanel("imprint"),
            ),
            heading=_("Footer"),
        ),
    )

    class Meta:
        abstract = True


def build_tabs(content_panels: Any) -> TabbedInterface:
    """Return the tabs of an index in the editor: Wagtail's, and one more."""
    tabs = (
        (content_panels, _("Content")),
        (MenuAndFooterMixin.menu_panels, _("Menu and footer")),
        (Page.promote_panels, _("Promote")),
        (Page.settings_panels, _("Settings")),
    )
    return TabbedInterface(
        [ObjectList(panels, heading=heading) for panels, heading in tabs],
        base_form_class=ReservedSlugForm,
    )
