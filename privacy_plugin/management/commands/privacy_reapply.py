"""Apply revocations again after a backup was restored."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from privacy_plugin.conf import conf
from privacy_plugin.consent.revocation_log import LineUnreadable, apply, read_log


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the instant of the backup."""
        parser.add_argument("path", nargs="?", default=conf.revocation_log)
        parser.add_argument(
            "--since",
            type=_instant,
            default=datetime.min.replace(tzinfo=UTC),
            help="when the backup was begun, like 2026-11-26T03:00+01:00; "
            "by default the whole log is applied",
        )

    def handle(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        path: str,
        since: datetime,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Apply it; end with an error where something could not be applied."""
        del args, options
        log = Path(path)
        if not path or not log.is_file():
            msg = "There is no such log. Name its file, or set PRIVACY_REVOCATION_LOG."
            raise CommandError(msg)
        done, failed = Counter[str](), 0
        for revocation in list(read_log(log, since=since)):
            if isinstance(revocation, LineUnreadable):
                self.stderr.write(str(revocation))
                failed += 1
                continue
            try:
                done[revocation.verb] += apply(revocation)
            except LookupError:
                self.stderr.write(f"No installed app knows the verb {revocation.verb}.")
                failed += 1
        for verb, count in sorted(done.items()):
            self.stdout.write(f"{verb}: {count} applied again")
        if failed:
            msg = f"{failed} lines could not be applied."
            raise CommandError(msg)


def _instant(text: str) -> datetime:
    """Return an aware instant; one without an offset is in the site's time zone."""
    value = parse_datetime(text)
    if value is None:
        msg = f"{text!r} is no date with a time"
        raise ValueError(msg)
    return timezone.make_aware(value) if timezone.is_naive(value) else value
