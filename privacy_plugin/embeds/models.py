"""The models of embeds; nothing about any reader.

`EmbeddedItem` is the content at a pasted URL. `ProviderEntry` replaces the shipped
facts of a provider. `LoadCount` counts loads per day and provider, if a site wants it.
"""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import models
from django.db.models import F
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from privacy_plugin.embeds.embed_url import remove_tracking

TITLE_LENGTH = 300


class ItemState(models.TextChoices):
    NEW = "new", _("not looked up yet")
    KNOWN = "known", _("known")
    FAILED = "failed", _("could not be looked up")
    LINK = "link", _("only linked to")


def compute_url_digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


class EmbeddedItemQuerySet(models.QuerySet["EmbeddedItem"]):
    def at(self, url: str) -> EmbeddedItemQuerySet:
        return self.filter(digest=compute_url_digest(url))

    def waiting(self) -> EmbeddedItemQuerySet:
        """Return what has not been looked up, oldest first."""
        return self.filter(state=ItemState.NEW).order_by("pk")


class EmbeddedItem(models.Model):
    """One embedded URL: provider, title and preview image.

    `provider` is the provider's key, empty for none; `host` its host. `failure` is a
    short code. The image is a small local copy.
    """

    url = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    provider = models.CharField(max_length=40, blank=True, db_index=True)
    host = models.CharField(max_length=253)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    picture = models.FileField(upload_to="embeds/", blank=True)
    state = models.CharField(
        max_length=6, choices=ItemState.choices, default=ItemState.NEW, db_index=True
    )
    failure = models.CharField(max_length=40, blank=True)
    looked_up_at = models.DateTimeField(null=True)

    objects = EmbeddedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("embedded item")
        verbose_name_plural = _("embedded items")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=ItemState.values),
                name="privacy_embeds_known_state",
            ),
        )

    def __str__(self) -> str:
        return self.title or self.link

    @property
    def is_saved(self) -> bool:
        return not self._state.adding

    @property
    def link(self) -> str:
        """Return its address without the marks of who has passed it on."""
        return remove_tracking(self.url)

    def render_link_card(self, *, title: str = "") -> SafeString:
        """Return the link to render where no gate is possible.

        In feeds, mails, API answers and for hosts nobody knows anything about. It is
        the same in every language and loads nothing; `title` is an editor's own.
        """
        return format_html(
            '<p class="embed-card"><a href="{}" rel="noopener noreferrer">{}</a> '
            '<span class="embed-card__host">({})</span></p>',
            self.link,
            title or self.title or self.link,
            self.host.removeprefix("www."),
        )


class ProviderEntry(models.Model):
    """An admin's facts about a provider, in place of the shipped entry.

    `entry` has the facts of ``providers.toml`` and is validated before it is stored. A
    provider that is not enabled is shown as a link.
    """

    key = models.SlugField(_("key"), max_length=40, unique=True)
    entry = models.JSONField(_("facts"), default=dict)
    is_enabled = models.BooleanField(_("may be embedded"), default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("embed provider")
        verbose_name_plural = _("embed providers")

    def __str__(self) -> str:
        return str(self.entry.get("name") or self.key)


class LoadCountQuerySet(models.QuerySet["LoadCount"]):
    def add(self, activity: str, *, on: date) -> None:
        self.get_or_create(activity=activity, date=on)
        self.filter(activity=activity, date=on).update(count=F("count") + 1)


class LoadCount(models.Model):
    activity = models.CharField(max_length=100)
    date = models.DateField()
    count = models.PositiveIntegerField(default=0)

    objects = LoadCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("number of loadings")
        verbose_name_plural = _("numbers of loadings")
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "date"), name="privacy_embeds_one_count"
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity} {self.date}"
