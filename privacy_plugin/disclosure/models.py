"""Who is responsible for a site, and the frozen texts its readers were shown.

Source: GDPR Art. 13(1)(a)–(b) for the controller, Art. 7(1) for the proof.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="lock")
class ControllerSettings(BaseSiteSetting):
    """Name who is responsible for the data of a site, and how to reach them."""

    name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("Person or organisation that decides why and how data is used."),
    )
    address = models.TextField(_("postal address"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    protection_officer = models.CharField(
        _("data protection officer"),
        max_length=250,
        blank=True,
        help_text=_("Name and contact, if there is one."),
    )
    supervisory_authority = models.CharField(
        _("supervisory authority"),
        max_length=250,
        blank=True,
        help_text=_("Where your readers can complain."),
    )

    panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("address"), FieldPanel("email")],
            heading=_("Controller"),
        ),
        MultiFieldPanel(
            [FieldPanel("protection_officer"), FieldPanel("supervisory_authority")],
            heading=_("Contacts for readers"),
        ),
    ]

    class Meta:
        """Name it for the admin."""

        verbose_name = _("Controller")

    def __str__(self) -> str:
        """Name the setting, not the person."""
        return str(_("Controller"))


class DisclosureVersion(models.Model):
    """Freeze one disclosure in one language, addressed by the digest of its content.

    Written once and never changed; the database refuses otherwise. There is no
    foreign key to the site: the proof outlives the site.
    """

    digest = models.CharField(max_length=64, unique=True)
    facts_digest = models.CharField(max_length=64, db_index=True)
    activity = models.CharField(max_length=100, db_index=True)
    language = models.CharField(max_length=35)
    site_id = models.PositiveIntegerField(null=True)
    facts = models.JSONField()
    document = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        """Name it for the admin."""

        verbose_name = _("disclosure version")
        verbose_name_plural = _("disclosure versions")

    def __str__(self) -> str:
        """Name activity, language and the head of the digest."""
        return f"{self.activity} ({self.language}) {self.digest[:12]}"


class PublishedText(models.Model):
    """Hold what an admin published for an activity, in one language of one site.

    Written by each publication and never changed; the newest row is in force, one
    without words takes a text back. `material` counts the material changes of the
    activity's texts up to here; it is a fact that consents rest on. `written_for` is
    the digest of the declared facts beside which the words were written. The revision
    is protected, so that it survives every purge.
    """

    activity = models.CharField(max_length=100)
    site_id = models.PositiveIntegerField()
    language = models.CharField(max_length=35)
    words = models.JSONField(default=dict)
    is_material = models.BooleanField()
    material = models.PositiveIntegerField()
    written_for = models.CharField(max_length=64, blank=True)
    version = models.ForeignKey(
        DisclosureVersion, models.PROTECT, null=True, related_name="publications"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField()

    class Meta:
        """Find the newest row fast."""

        verbose_name = _("published text")
        verbose_name_plural = _("published texts")
        indexes = (
            models.Index(
                fields=("site_id", "activity", "language"),
                name="privacy_published_texts",
            ),
        )

    def __str__(self) -> str:
        """Name activity, language and number."""
        return f"{self.activity} ({self.language}) #{self.pk}"
