"""Delete what its declared retention says: Art. 5(1)(e) GDPR.

As it runs daily, it also keeps the record of processing where that has changed.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy_plugin.disclosure.record_history import keep_all
from privacy_plugin.rights.retention import Due, PurgeIncomplete, purge


class Command(BaseCommand):
    """Delete every row whose retention has ended; run it daily."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the choice to only count."""
        parser.add_argument(
            "--dry-run", action="store_true", help="count, delete nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own
        """Purge, and print how many rows of which activity."""
        del args
        if not options["dry_run"]:
            keep_all(at=timezone.now())
        verb = "would be deleted" if options["dry_run"] else "deleted"
        try:
            done = purge(at=timezone.now(), dry_run=options["dry_run"])
        except PurgeIncomplete as error:
            self._print(error.done, verb)
            raise CommandError(f"{error}: {error.__cause__}") from error
        self._print(done, verb)

    def _print(self, done: tuple[Due, ...], verb: str) -> None:
        for due in done:
            self.stdout.write(f"{due.activity}: {due.count} {due.model} {verb}")
