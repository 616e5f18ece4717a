"""Delete what has reached the end of its retention: Art. 5(1)(e) GDPR.

It also stores the record of processing if it has changed.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy_plugin.database_clock import database_now
from privacy_plugin.disclosure.record.history import save_snapshots
from privacy_plugin.rights.retention import (
    Due,
    PurgeIncomplete,
    PurgeSuspicious,
    purge,
)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the choice to only count."""
        parser.add_argument(
            "--dry-run", action="store_true", help="count, delete nothing"
        )
        parser.add_argument(
            "--overdue",
            action="store_true",
            help="delete even if most of it has been due for more than a month",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own
        """Purge, and print how many rows of which activity."""
        del args
        at = database_now()
        if not options["dry_run"]:
            save_snapshots(at=at)
        verb = "would be deleted" if options["dry_run"] else "deleted"
        try:
            done = purge(
                at=at,
                dry_run=options["dry_run"],
                accept_overdue=options["overdue"],
            )
        except PurgeSuspicious as error:
            msg = f"{error} If the clock is right, run it again with --overdue."
            raise CommandError(msg) from None
        except PurgeIncomplete as error:
            self._print(error.done, verb)
            raise CommandError(f"{error}: {error.__cause__}") from error
        self._print(done, verb)

    def _print(self, done: tuple[Due, ...], verb: str) -> None:
        for due in done:
            self.stdout.write(f"{due.activity}: {due.count} {due.model} {verb}")
