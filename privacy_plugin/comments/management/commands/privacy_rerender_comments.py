"""Render stored comments again with the current rules; their text is not changed."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from privacy_plugin.comments.text.rerender import rerender


class Command(BaseCommand):
    help = "Render the HTML of stored comments again. Their text is not touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let an owner see first how many would change."""
        parser.add_argument(
            "--dry-run", action="store_true", help="count, and change nothing"
        )

    def handle(self, *, dry_run: bool, **_options: object) -> None:
        outcome = rerender(dry_run=dry_run)
        verb = "would be changed" if dry_run else "changed"
        self.stdout.write(f"{outcome.changed} of {outcome.read} comments {verb}.")
