"""Do what is due about comments once: for cron, or by hand. Safe to repeat."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy_plugin.comments import maintenance


class Command(BaseCommand):
    help = "Recover and run spam checks, delete orphaned rows, remind editors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let an owner who has mended the key skip the waiting."""
        parser.add_argument(
            "--now",
            action="store_true",
            help="run waiting checks now instead of when their pause is over",
        )

    def handle(self, *, now: bool, **_options: object) -> None:
        at = timezone.now()
        if now:
            maintenance.run_due_checks_now(at=at)
        done = maintenance.run_maintenance(at=at)
        self.stdout.write(
            f"{done.recovered} interrupted checks settled, "
            f"{done.forgotten} withdrawn, {done.checked} checked, "
            f"{done.discussions} discussions of what was deleted erased, "
            f"{done.reminded} editors reminded, "
            f"{done.bulk_decisions} bulk decisions continued."
        )
