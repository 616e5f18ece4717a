"""Where comments belong, and what a site allows there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, ClassVar

import swapper
from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


class Policy(models.TextChoices):
    """What happens to a comment that the local heuristics do not object to."""

    OPEN = "open", _("Open: published at once")
    CHECKED = "checked", _("Checked: published when the spam check finds nothing")
    MODERATED = "moderated", _("Moderated: published by a person")
    CLOSED = "closed", _("Closed: no new comments")


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def on_hidden_pages(self, keys: models.QuerySet[Any, Any]) -> list[int]:
        """Return those of `keys` whose page is a draft, restricted or gone."""
        pages: Any = swapper.load_model("wagtailcore", "Page")
        rows = self.filter(pk__in=keys, target_type=pages._meta.label_lower)
        found = {
            int(target): key for key, target in rows.values_list("pk", "target_id")
        }
        readable = pages._default_manager.filter(pk__in=found).live().public()
        seen = set(readable.values_list("pk", flat=True))
        return [key for page, key in found.items() if page not in seen]


class Discussion(models.Model):
    """The target of comments: its model and primary key.

    `target_type` reads ``app_label.model`` in lower case; every page has the type of
    the site's base page model.
    """

    target_type = models.CharField(max_length=100)
    target_id = models.CharField(max_length=64)
    site = models.ForeignKey(
        "wagtailcore.Site",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["target_type", "target_id"],
                name="comments_one_discussion_per_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id}"

    @staticmethod
    def get_privacy_labels(keys: Iterable[int]) -> dict[int, str]:
        """Return the titles of what is discussed, by the keys of the discussions."""
        by_type: dict[str, dict[str, int]] = defaultdict(dict)
        for found in Discussion.objects.filter(pk__in=keys):
            by_type[found.target_type][found.target_id] = found.pk
        labels: dict[int, str] = {}
        for target_type, targets in by_type.items():
            with suppress(LookupError):  # a model that is not installed any more
                rows = apps.get_model(target_type)._default_manager.in_bulk(targets)
                labels |= {targets[str(key)]: str(row) for key, row in rows.items()}
        return labels


@register_setting(icon="comment", order=410)
class CommentSettings(BaseSiteSetting):
    """One site's rules for comments."""

    policy = models.CharField(
        _("who publishes comments"),
        max_length=10,
        choices=Policy.choices,
        default=Policy.CHECKED,
        help_text=_(
            "Where nobody agreed to the spam check, or none is set up, “Checked” means "
            "that a person publishes the comment."
        ),
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("close after so many days"),
        default=0,
        help_text=_(
            "Days after its publication on which a page takes no more comments; "
            "0 means never."
        ),
    )
    words_to_hold = models.TextField(
        _("words that hold a comment back"),
        blank=True,
        help_text=_("One word or phrase per line. Such a comment waits for a person."),
    )
    words_to_reject = models.TextField(
        _("words that make a comment probably spam"),
        blank=True,
        help_text=_(
            "One word or phrase per line; large and small letters are the same. Such a "
            "comment is set aside as probably spam; nobody is told of it."
        ),
    )

    edit_handler: ClassVar[ObjectList]
    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("policy"), FieldPanel("close_after_days")],
            heading=_("Publication"),
        ),
        MultiFieldPanel(
            [FieldPanel("words_to_hold"), FieldPanel("words_to_reject")],
            heading=_("Words"),
        ),
    ]

    class Meta:
        verbose_name = _("Comments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(policy__in=Policy.values),
                name="comments_settings_policy_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Comment settings {self.pk}"
