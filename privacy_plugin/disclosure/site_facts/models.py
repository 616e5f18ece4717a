"""The facts about a site that no code knows: an admin fills them in.

Source: GDPR Art. 13(1)(a), (e) and (f), 26, 27, 28(3), 30(1), 32.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import ObjectList
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from privacy_plugin.disclosure.site_facts.countries import (
    get_country_choices,
    validate_country,
)
from privacy_plugin.processing import Source
from privacy_plugin.validation.domains import split_domains

MAX_DAYS = 36_500  # a hundred years
_DAYS = (MinValueValidator(1), MaxValueValidator(MAX_DAYS))


def _country(**options: object) -> models.CharField[str, str]:
    return models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[validate_country],
        **options,  # type: ignore[arg-type] # a field's
    )


def validate_domains(text: str) -> None:
    """Raise ValidationError for what is no list of domains."""
    try:
        split_domains(text)
    except ValueError:
        raise ValidationError(
            _("Write what stands behind the @, for example: example.org, example.com")
        ) from None


def _domains(label: object, help_text: object) -> models.CharField[str, str]:
    return models.CharField(
        label,  # type: ignore[arg-type] # a lazy text
        max_length=500,
        blank=True,
        default="",
        db_default="",
        validators=[validate_domains],
        help_text=help_text,  # type: ignore[arg-type] # likewise
    )


@register_setting(icon="site")
class SiteFacts(ClusterableModel, BaseSiteSetting):
    """What a site does besides what its software declares.

    The four booleans close a gap by an explicit "none". The lists are children:
    `processors`, `logs`, `own_activities`. The edit form is in ``admin``.
    """

    is_self_hosted = models.BooleanField(
        _("nobody hosts this site for us: the server is our own"), default=False
    )
    sends_own_mail = models.BooleanField(
        _("no company sends our mail: the mail server is our own, or we send none"),
        default=False,
    )
    own_mail_domains = _domains(
        _("domains of mailboxes on a mail server of our own"),
        _(
            "Only for mailboxes that messages of a form are mailed to: what stands "
            "behind the @. Nobody else has access to that server."
        ),
    )
    keeps_no_logs = models.BooleanField(
        _("no server keeps a log of who has visited this site"), default=False
    )
    backup_days = models.PositiveIntegerField(
        _("days a backup is kept"),
        null=True,
        blank=True,
        validators=_DAYS,
        help_text=_("What is deleted here is gone from the backups after that time."),
    )
    keeps_no_backups = models.BooleanField(_("there are no backups"), default=False)
    joint_controller = models.CharField(
        _("who else decides"),
        max_length=200,
        blank=True,
        help_text=_(
            "A person or organisation that decides together with you why and how data "
            "is used (Art. 26 GDPR)."
        ),
    )
    joint_contact = models.CharField(_("how to reach them"), max_length=250, blank=True)
    joint_arrangement = models.TextField(
        _("what you have agreed"),
        blank=True,
        help_text=_("In short: who does what, and whom readers can turn to."),
    )
    representative = models.CharField(
        _("representative in the EU"),
        max_length=250,
        blank=True,
        help_text=_("Name and address, if you are not in the EU (Art. 27 GDPR)."),
    )
    no_officer_reason = models.CharField(
        _("why there is no data protection officer"),
        max_length=250,
        blank=True,
        help_text=_(
            "For example: fewer than 20 people work with personal data here. The "
            "officer’s name belongs on the page “Controller”."
        ),
    )
    measures = models.TextField(
        _("how the data is protected"),
        blank=True,
        help_text=_(
            "In short: encryption, access, updates, what happens in an emergency (Art. "
            "32 GDPR). Only the record shows it, not the page for readers."
        ),
    )

    edit_handler: ClassVar[ObjectList]

    class Meta:
        verbose_name = _("About this site")

    def __str__(self) -> str:
        return str(_("About this site"))


class ProcessorTask(models.TextChoices):
    """What a company does for the site."""

    HOSTING = "hosting", _("runs the server")
    MAIL = "mail", _("sends our mail")
    BACKUP = "backup", _("keeps our backups")
    OTHER = "other", _("something else")


class Processor(Orderable):
    """A company that works on the controller's behalf: Art. 28 GDPR.

    `safeguard` is what protects the data outside the EEA: Art. 46, 49.
    """

    facts = ParentalKey(SiteFacts, on_delete=models.CASCADE, related_name="processors")
    task = models.CharField(
        _("what it does"), max_length=10, choices=ProcessorTask, default="hosting"
    )
    details = models.CharField(
        _("in other words"),
        max_length=250,
        blank=True,
        help_text=_("What it does, if the list does not say it well enough."),
    )
    name = models.CharField(_("name"), max_length=200)
    country = _country(choices=get_country_choices)
    contract_date = models.DateField(
        _("date of the contract"),
        null=True,
        blank=True,
        help_text=_("The contract about processing on your behalf (Art. 28 GDPR)."),
    )
    safeguard = models.TextField(
        _("what protects the data there"),
        blank=True,
        help_text=_(
            "Needed outside the EU and the EEA (Art. 44 to 49 GDPR), for example "
            "standard contractual clauses."
        ),
    )

    mail_domains = _domains(
        _("domains of mailboxes it keeps for you"),
        _(
            "If messages of a form are mailed to you: what stands behind the @, for "
            "example example.org. Readers then see whose mailbox that is."
        ),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("processor")
        verbose_name_plural = _("processors")

    def __str__(self) -> str:
        return self.name


class LogKind(models.TextChoices):
    ACCESS = "access", _("Access log")
    ERROR = "error", _("Error log")
    MAIL = "mail", _("Mail log")
    FIREWALL = "firewall", _("Log against attacks")


class StoredLog(Orderable):
    """A log that a server keeps outside this software.

    `content` has one item a line; empty stands for what servers usually write.
    """

    facts = ParentalKey(SiteFacts, on_delete=models.CASCADE, related_name="logs")
    kind = models.CharField(
        _("which log"), max_length=10, choices=LogKind, default="access"
    )
    content = models.TextField(
        _("what is written down"),
        blank=True,
        help_text=_(
            "One thing a line. Empty: IP address, page, time and browser "
            "identification, as servers usually do."
        ),
    )
    days = models.PositiveIntegerField(
        _("days it is kept"), null=True, blank=True, validators=_DAYS
    )

    class Meta(Orderable.Meta):
        verbose_name = _("server log")
        verbose_name_plural = _("server logs")

    def __str__(self) -> str:
        return str(LogKind(self.kind).label)


class Basis(models.TextChoices):
    """The legal bases an activity outside the software can have: Art. 6(1) GDPR."""

    CONSENT = "consent", _("consent (a)")
    CONTRACT = "contract", _("a contract, or what somebody asked for (b)")
    OBLIGATION = "obligation", _("a duty by law (c)")
    INTEREST = "interest", _("a legitimate interest (f)")


class OriginOfData(models.TextChoices):
    PERSON = Source.ENTERED.value, _("from the person")
    BROWSER = Source.BROWSER.value, _("from the person’s browser")
    SITE = Source.SITE.value, _("it arises here")


class OwnActivity(Orderable):
    """Processing outside this software, in an admin's words.

    `data` has one item a line.
    """

    facts = ParentalKey(
        SiteFacts, on_delete=models.CASCADE, related_name="own_activities"
    )
    title = models.CharField(_("title"), max_length=120)
    purpose = models.TextField(_("what for"))
    data_subjects = models.CharField(
        _("whose data"), max_length=200, help_text=_("For example: people who donate.")
    )
    data = models.TextField(_("which data"), help_text=_("One thing a line."))
    origin = models.CharField(
        _("where it comes from"), max_length=10, choices=OriginOfData, default="entered"
    )
    basis = models.CharField(_("legal basis"), max_length=10, choices=Basis)
    reason = models.TextField(
        _("reason"),
        blank=True,
        help_text=_("Which contract, which law, which interest. Empty for consent."),
    )
    recipient = models.CharField(_("who else gets it"), max_length=200, blank=True)
    country = _country(choices=get_country_choices)
    safeguard = models.TextField(_("what protects the data there"), blank=True)
    retention = models.CharField(_("how long it is kept"), max_length=250)
    objection = models.TextField(_("how to object or have it deleted"))

    class Meta(Orderable.Meta):
        verbose_name = _("activity outside this software")
        verbose_name_plural = _("activities outside this software")

    def __str__(self) -> str:
        return self.title
