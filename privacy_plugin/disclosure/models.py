"""Controller settings, and the frozen notices and texts that readers were shown.

Source: GDPR Art. 13(1)(a)–(b) for the controller, Art. 7(1) for the proof.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
)
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from privacy_plugin.conf import conf


def known_languages(value: str) -> None:
    """Raise ValidationError for a code that is no language of the site."""
    unknown = [code for code in value.split() if code not in conf.languages]
    if unknown:
        raise ValidationError(
            _("%(code)s is no language of this site. There are: %(known)s."),
            params={"code": unknown[0], "known": ", ".join(conf.languages)},
        )


MANDATORY = ("name", "address", "email")


@register_setting(icon="lock")
class ControllerSettings(BaseSiteSetting):
    """Who is responsible for the data of a site, and how to reach them.

    `retention_days` maps activity keys to days where the site keeps data for a shorter
    time. The edit form is in ``admin``.
    """

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
    policy_url = models.URLField(
        _("address of your privacy policy"),
        blank=True,
        default="",
        db_default="",
        help_text=_("If you have one besides the page that is made from the facts."),
    )
    languages = models.CharField(
        _("languages"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        validators=[known_languages],
        help_text=_(
            "Codes of the languages your texts should be written in, with spaces "
            "between them. Empty: all languages of the site."
        ),
    )
    retention_days = models.JSONField(
        _("shorter retention"), default=dict, db_default={}, blank=True
    )

    edit_handler: ClassVar[ObjectList]
    panels: ClassVar[list[Panel]] = [
        HelpPanel(
            _(
                "As long as name, postal address or e-mail address is missing, no form "
                "that collects data is shown to readers."
            )
        ),
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("address"), FieldPanel("email")],
            heading=_("Controller"),
        ),
        MultiFieldPanel(
            [FieldPanel("protection_officer"), FieldPanel("supervisory_authority")],
            heading=_("Contacts for readers"),
        ),
        MultiFieldPanel(
            [FieldPanel("policy_url"), FieldPanel("languages")], heading=_("Texts")
        ),
    ]

    class Meta:
        verbose_name = _("Controller")

    def __str__(self) -> str:
        return str(_("Controller"))

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the mandatory fields that nobody has filled in: Art. 13(1)(a) GDPR."""
        return tuple(name for name in MANDATORY if not getattr(self, name).strip())

    @property
    def written_languages(self) -> tuple[str, ...]:
        """Return the codes of the languages the site's texts should be written in."""
        chosen = self.languages.split()
        return tuple(code for code in conf.languages if code in chosen or not chosen)


class DisclosureVersion(models.Model):
    """One disclosure in one language, identified by the digest of its content.

    Written once; the database rejects changes. There is no foreign key to the site, so
    that the proof outlives it.
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
        verbose_name = _("disclosure version")
        verbose_name_plural = _("disclosure versions")

    def __str__(self) -> str:
        return f"{self.activity} ({self.language}) {self.digest[:12]}"


class PublishedText(models.Model):
    """What an admin published for an activity, in one language of one site.

    Append-only; the newest row is in force, an empty one unpublishes the text.
    `material` counts the material changes so far and is part of the facts.
    `written_for` is the digest of the declared facts at the time of writing. The
    revision is protected from deletion.
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
        verbose_name = _("published text")
        verbose_name_plural = _("published texts")
        indexes = (
            models.Index(
                fields=("site_id", "activity", "language"),
                name="privacy_published_texts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity} ({self.language}) #{self.pk}"


class RecordSnapshot(models.Model):
    """The record of processing of a site on one day, for comparison."""

    site_id = models.PositiveIntegerField()
    language = models.CharField(max_length=35)
    digest = models.CharField(max_length=64)
    rows = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("snapshot of the record of processing")
        verbose_name_plural = _("snapshots of the record of processing")
        indexes = (
            models.Index(
                fields=("site_id", "-created_at"), name="privacy_record_snapshots"
            ),
        )

    def __str__(self) -> str:
        return f"{self.site_id} {self.created_at:%Y-%m-%d}"
