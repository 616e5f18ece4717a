"""Who writes here: the authors' names as they chose to have them printed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index


class Author(TranslatableMixin, index.Indexed, models.Model):
    """Introduce a person who writes for the blog, in one language.

    Not tied to an editor's account: guests write too, and an account may go while its
    posts stay.
    """

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        allow_unicode=True,
        blank=True,
        help_text=_(
            "The last part of the address of the author's archive. "
            "Leave it empty to take it from the name.",
        ),
    )
    bio = models.TextField(
        _("about the author"),
        blank=True,
        help_text=_("One or two sentences, printed below each post."),
    )

    picture = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown small and square beside these sentences."),
    )

    panels = (
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("bio"),
        FieldPanel("picture"),
    )
    search_fields = (
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
    )

    class Meta(TranslatableMixin.Meta):
        """Keep each slug unambiguous within a language."""

        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = (
            models.UniqueConstraint(
                fields=("locale", "slug"),
                name="blog_author_slug_per_locale",
            ),
        )

    def __str__(self) -> str:
        return self.name
