"""Verify that every consent can still be proved, for example after a restore."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.verification import find_problems


class Command(BaseCommand):
    """Print each problem and exit with 1, or say how many records are intact."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own
        """Read the whole ledger; nothing is changed."""
        del args, options
        count = 0
        for problem in find_problems():
            self.stderr.write(problem)
            count += 1
        if count:
            msg = f"{count} problems found. Restore from another backup, or keep this "
            raise CommandError(msg + "list: what it names can no longer be proved.")
        total = ConsentRecord.objects.count()
        self.stdout.write(f"{total} consent records are intact.")
