"""Whether mails contain whole posts: a setting per site."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


class Extent(models.TextChoices):
    SUMMARY = "summary", _("Title and standfirst")
    WHOLE = "whole", _("The whole post")


@register_setting(icon="mail")
class SubscriptionSettings(BaseSiteSetting):
    extent = models.CharField(
        _("what a mail about a post carries"),
        max_length=10,
        choices=Extent.choices,
        default=Extent.SUMMARY,
        help_text=_(
            "A picture becomes its description, an embed a link; nothing is loaded "
            "from anywhere. A digest, and a very long post, always come as title and "
            "standfirst."
        ),
    )

    edit_handler: ClassVar[ObjectList]
    panels: ClassVar = [FieldPanel("extent")]

    class Meta:
        verbose_name = _("Mail to subscribers")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(extent__in=Extent.values),
                name="subscriptions_extent_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Subscription settings {self.pk}"
