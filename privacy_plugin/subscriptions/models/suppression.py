"""Addresses that get nothing any more, as traces that cannot be read back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from privacy_plugin.subscriptions.addresses import mailbox_of

_SALT = "privacy_subscriptions.suppression"


class Reason(models.TextChoices):
    """Say why an address gets nothing; only those who left can subscribe again."""

    LEFT = "left", _("left")
    REFUSED = "refused", _("said that they want no mail at all")
    COMPLAINED = "complained", _("reported a mail as spam")
    UNDELIVERABLE = "undeliverable", _("the mailbox takes nothing")


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Ask about addresses by their traces."""

    def of(self, email: str) -> SuppressionQuerySet:
        """Return what is noted about this address."""
        return self.filter(digest__in=_digests(email))

    def blocks(self, email: str) -> bool:
        """Say whether this address must not even be asked whether it wants mail."""
        return self.of(email).exclude(reason=Reason.LEFT).exists()

    def note(self, email: str, reason: Reason) -> None:
        """Note it; whoever said no has not merely left."""
        noted, is_new = self.get_or_create(
            digest=_digests(email)[0],
            defaults={"reason": reason, "created_at": timezone.now()},
        )
        if not is_new and reason != Reason.LEFT:
            noted.reason = reason
            noted.save(update_fields=["reason"])


class Suppression(models.Model):
    """Hold the trace of one address, keyed with the site's secret."""

    privacy_subject = "digest"  # it leads to nobody but who knows the address

    digest = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=15, choices=Reason.choices)
    created_at = models.DateTimeField()

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=models.Q(reason__in=Reason.values),
                name="subscriptions_suppression_reason_known",
            ),
        )

    def __str__(self) -> str:
        """Name the row."""
        return f"Suppression {self.pk}"


def _digests(email: str) -> list[str]:
    """Return the trace under the present secret, and under those before it."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac(
            _SALT, mailbox_of(email), secret=secret, algorithm="sha256"
        ).hexdigest()
        for secret in secrets
    ]
