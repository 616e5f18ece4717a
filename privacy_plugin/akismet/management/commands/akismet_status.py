"""Report whether Akismet accepts the key, the remaining quota, and what is sent.

Exit status: 0 the key is valid, 1 it is invalid or missing, 2 Akismet cannot be
reached. The key is never printed. A valid key closes the circuit breaker.
"""

from __future__ import annotations

from argparse import ArgumentParser
from enum import IntEnum
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy_plugin.akismet import circuit_breaker
from privacy_plugin.akismet.account import (
    KeyReport,
    KeyState,
    Usage,
    get_site_urls,
    get_usage_limit,
    verify_key,
)
from privacy_plugin.akismet.client import READ_TIMEOUT_SECONDS
from privacy_plugin.akismet.conf import akismet_conf
from privacy_plugin.akismet.notices import get_notices


class Exit(IntEnum):
    VALID = 0
    INVALID = 1
    UNREACHABLE = 2


class Command(BaseCommand):
    help = "Verify the Akismet key and print the quota and whether comments are sent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let an impatient person wait less."""
        parser.add_argument(
            "--timeout",
            type=float,
            default=READ_TIMEOUT_SECONDS,
            metavar="SECONDS",
            help="how long to wait for each answer (default: %(default)s)",
        )

    def handle(self, *_args: Any, timeout: float, **_options: Any) -> None:
        """Print the findings; leave with the status they amount to."""
        if not akismet_conf.api_key:
            self.stdout.write(_("No key is set: nothing is sent to Akismet."))
            raise SystemExit(Exit.INVALID)
        worst = max(
            (self._verify(url, timeout) for url in get_site_urls()),
            default=Exit.INVALID,
        )
        if worst is Exit.VALID:
            self._print_quota(timeout)
        self._print_sending()
        if worst is not Exit.VALID:
            raise SystemExit(worst)

    def _verify(self, url: str, timeout: float) -> Exit:
        report = verify_key(
            akismet_conf.api_key,
            url,
            at=timezone.now(),
            read_timeout_seconds=timeout,
        )
        self.stdout.write(f"{url}: {_sentence(report)}")
        if report.help:
            told = _("Akismet says: {explanation}").format(explanation=report.help)
            self.stdout.write(f"  {told}")
        return {
            KeyState.VALID: Exit.VALID,
            KeyState.INVALID: Exit.INVALID,
            KeyState.UNREACHABLE: Exit.UNREACHABLE,
        }[report.state]

    def _print_quota(self, timeout: float) -> None:
        usage = get_usage_limit(at=timezone.now(), read_timeout_seconds=timeout)
        self.stdout.write(_quota(usage))
        if usage is not None and usage.is_nearly_used_up:
            self.stdout.write(self.style.WARNING(_("The quota is nearly used up.")))

    def _print_sending(self) -> None:
        at = timezone.now()
        again_at = circuit_breaker.get_next_probe(at)
        if again_at is None:
            self.stdout.write(_("Comments with consent are sent."))
        else:
            line = _(
                "No comment is sent at present ({code}); the key is tried again at "
                "{moment}.",
            ).format(
                code=circuit_breaker.get_rejection_code(at),
                moment=timezone.localtime(again_at).isoformat(" ", "minutes"),
            )
            self.stdout.write(self.style.WARNING(line))
        for notice in get_notices(at):
            self.stdout.write(self.style.WARNING(notice))


def _sentence(report: KeyReport) -> str:
    if report.state is KeyState.VALID:
        return _("the key is valid.")
    if report.state is KeyState.INVALID:
        return _("the key is invalid.")
    return _("Akismet cannot be reached ({code}).").format(code=report.kind)


def _quota(usage: Usage | None) -> str:
    if usage is None:
        return _("Akismet does not say how much of the quota is used.")
    if usage.limit is None:
        return _("{used} checks this month, without a limit.").format(used=usage.used)
    return _("{used} of {limit} checks used this month.").format(
        used=usage.used,
        limit=usage.limit,
    )
