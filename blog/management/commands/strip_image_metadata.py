"""Take place, time, device and names out of pictures that were uploaded earlier."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from blog.media.image_metadata.stored import strip_stored_images


class Command(BaseCommand):
    """Clean what is stored; pictures without metadata stay as they are."""

    help = "Take the metadata out of pictures that were uploaded earlier."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to look without changing anything."""
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Change nothing, only say what would be",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Name each changed and each unreadable picture, and count them."""
        del args
        dry_run = bool(options["dry_run"])
        outcomes = []
        for outcome in strip_stored_images(dry_run=dry_run):
            outcomes.append(outcome)
            if outcome.error:
                self.stderr.write(f"{outcome.name}: not readable ({outcome.error})")
            elif outcome.has_changed:
                self.stdout.write(outcome.name)
        changed = sum(outcome.has_changed for outcome in outcomes)
        failed = sum(bool(outcome.error) for outcome in outcomes)
        verb = "have metadata" if dry_run else "cleaned"
        self.stdout.write(
            f"{len(outcomes)} pictures: {changed} {verb}, {failed} not readable, "
            f"{len(outcomes) - changed - failed} without metadata."
        )
