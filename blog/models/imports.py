"""Where a post came from, if it was brought along from another blog.

Kept apart from the post itself: a copy or a translation of an imported post is not
imported, and an import that is run again must find each post once.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.models.posts import PostPage


class ImportedPost(models.Model):
    """Tie a post to what it was elsewhere; deleted with the post.

    `source` is the address of the old blog, `external_id` what it called the post.
    """

    source = models.CharField(max_length=255)
    external_id = models.CharField(max_length=255)
    page = models.OneToOneField(
        PostPage,
        on_delete=models.CASCADE,
        related_name="imported",
    )

    class Meta:
        verbose_name = _("imported post")
        verbose_name_plural = _("imported posts")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("source", "external_id"),
                name="blog_post_imported_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
