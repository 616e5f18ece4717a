"""A base page model of the site's own, a page type, and what is not a page."""

from django.db import models
from django.urls import reverse
from wagtail.models import AbstractPage


class SitePage(AbstractPage):  # type: ignore[misc] # Wagtail has no types
    """Be the base of every page here; Wagtail's own page model has no table."""

    remark = models.CharField(max_length=100, blank=True)

    promote_panels = [*AbstractPage.promote_panels, "remark"]


class Article(SitePage):
    """A page that readers comment on."""

    template = "own_pages/article.html"


class Event(models.Model):
    """Something that is not a page, has an address, and may be commented on."""

    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.pk])
