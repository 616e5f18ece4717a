"""Do what is due about subscriptions once: for cron, or by hand. Safe to repeat."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy_plugin.subscriptions import maintenance


class Command(BaseCommand):
    help = "Give up lost claims, send the questions and the mails that are due."

    def handle(self, **_options: object) -> None:
        done = maintenance.run_maintenance(at=timezone.now())
        self.stdout.write(
            f"{done.recovered} interrupted mails noted as uncertain, "
            f"{done.asked} asked to confirm, {done.left} let go, "
            f"{done.sent} mails sent."
        )
