"""What a post is about: categories chosen by the editors, and free tags."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index


class Category(TranslatableMixin, index.Indexed, models.Model):
    """Name one of the few subjects the blog keeps coming back to, in one language."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        allow_unicode=True,
        blank=True,
        help_text=_(
            "The last part of the address of its archive. "
            "Leave it empty to take it from the name.",
        ),
    )
    description = models.TextField(_("description"), blank=True)

    panels = (FieldPanel("name"), FieldPanel("slug"), FieldPanel("description"))
    search_fields = (
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
    )

    class Meta(TranslatableMixin.Meta):
        """Keep each slug unambiguous within a language."""

        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = (
            models.UniqueConstraint(
                fields=("locale", "slug"),
                name="blog_category_slug_per_locale",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PostTag(TaggedItemBase):
    content_object = ParentalKey(
        "blog.PostPage",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )
