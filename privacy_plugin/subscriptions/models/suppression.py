"""The suppression list: keyed hashes of addresses that get no mail."""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from privacy_plugin.conf import conf
from privacy_plugin.consent.revocation_log import log_revocation
from privacy_plugin.egress.mail.email_addresses import get_canonical_spellings

_SALT = "privacy_subscriptions.suppression"


class Reason(models.TextChoices):
    """Why an address is suppressed; only those who unsubscribed can subscribe again."""

    LEFT = "left", _("unsubscribed")
    REFUSED = "refused", _("asked never to get mail")
    COMPLAINED = "complained", _("reported a mail as spam")
    UNDELIVERABLE = "undeliverable", _("mailbox rejects mail")


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Look up addresses by their hashes, for each site."""

    def of(self, email: str, *, site_id: int) -> SuppressionQuerySet:
        """Return what is noted about this address, for this site or for all."""
        here = models.Q(site=site_id) | models.Q(site=None)
        return self.filter(here, digest__in=_digests(email))

    def of_any_site(self, email: str) -> SuppressionQuerySet:
        return self.filter(digest__in=_digests(email))

    def blocks(self, email: str, *, site_id: int) -> bool:
        """Say whether this address must not get a confirmation mail."""
        return self.of(email, site_id=site_id).exclude(reason=Reason.LEFT).exists()

    def note(self, email: str, reason: Reason, *, site_id: int | None) -> None:
        """Suppress an address on one site or all; a refusal outweighs leaving."""
        self.rehash(email)
        self.note_digest(_digests(email)[0], reason, site_id=site_id)

    def note_digest(self, digest: str, reason: Reason, *, site_id: int | None) -> bool:
        """Note a trace, and say whether that changed anything."""
        now = timezone.now()
        noted, is_changed = self.filter(site=site_id).get_or_create(
            digest=digest,
            defaults={"reason": reason, "created_at": now, "site_id": site_id},
        )
        if not is_changed and reason not in {Reason.LEFT, noted.reason}:
            noted.reason = reason
            noted.save(update_fields=["reason"])
            is_changed = True
        if is_changed:
            detail = reason if site_id is None else f"{reason}:{site_id}"
            log_revocation("suppress", digest, detail, at=now)
        return is_changed

    def rehash(self, email: str) -> None:
        """Key what is noted about this address with the newest of the link keys.

        A trace cannot be made anew without the address; so that happens whenever the
        address comes by, and a key is done with once nothing is traced by it.
        """
        newest, *older = _digests(email)
        with transaction.atomic():
            for noted in self.filter(digest__in=older).order_by("pk"):
                reason, site_id = Reason(noted.reason), noted.site_id
                noted.delete()
                self.note_digest(newest, reason, site_id=site_id)


class Suppression(models.Model):
    """The keyed hash of one address.

    `site` is None for an address suppressed on all sites: reported by its mail service,
    or stored before sites were separate.
    """

    privacy_subject = "digest"  # it leads to nobody but who knows the address

    digest = models.CharField(max_length=64)
    site = models.ForeignKey(
        "wagtailcore.Site", null=True, on_delete=models.CASCADE, related_name="+"
    )
    reason = models.CharField(max_length=15, choices=Reason.choices)
    created_at = models.DateTimeField()

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["digest", "site"], name="subscriptions_trace_once_per_site"
            ),
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(site=None),
                name="subscriptions_trace_once_for_all",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=Reason.values),
                name="subscriptions_suppression_reason_known",
            ),
        )

    def __str__(self) -> str:
        return f"Suppression {self.pk}"


def _digests(email: str) -> list[str]:
    """Return the trace under the present link key, and under those before it.

    After it come those of the same address as earlier versions wrote it.
    """
    return [
        salted_hmac(_SALT, spelling, secret=secret, algorithm="sha256").hexdigest()
        for spelling in get_canonical_spellings(email)
        for secret in conf.accepted_signing_keys
    ]
