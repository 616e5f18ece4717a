"""List what the site's content would load from other hosts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from privacy_plugin.embeds.scan.content import Treatment
from privacy_plugin.embeds.scan.scanner import Finding, scan


class Command(BaseCommand):
    help = "List what pages, snippets and settings would load from other hosts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument(
            "--fail",
            action="store_true",
            help="end with an error if something is loaded without being asked for",
        )

    def handle(self, *, format: str, fail: bool, **_options: object) -> None:  # noqa: A002 - the option's name
        treatments: Counter[Treatment] = Counter()
        for finding in scan():
            if format == "json":
                self.stdout.write(
                    ("[" if not treatments else ",") + self._as_json(finding)
                )
            else:
                self.stdout.write(self._as_text(finding))
            treatments[finding.treatment] += 1
        if format == "json":
            self.stdout.write("]" if treatments else "[]")
        else:
            self.stdout.write(self._summary(treatments))
        if fail and treatments[Treatment.OPEN] + treatments[Treatment.MAYBE]:
            raise CommandError(
                "Something is loaded from elsewhere without being asked for."
            )

    @staticmethod
    def _as_json(finding: Finding) -> str:
        return json.dumps(finding.as_dict(), default=str, ensure_ascii=False)

    @staticmethod
    def _as_text(finding: Finding) -> str:
        found, draft = finding.reference, ", draft" if finding.is_draft else ""
        provider = f" ({finding.provider})" if finding.provider else ""
        return (
            f"{finding.treatment:<8} {found.kind:<10} {found.host}{provider}\n"
            f"         {finding.label}{draft} {finding.path}: {found.url}"
        )

    @staticmethod
    def _summary(treatments: Counter[Treatment]) -> str:
        if not treatments:
            return "Nothing refers to another host."
        numbers = ", ".join(
            f"{treatments[treatment]} {treatment}"
            for treatment in Treatment
            if treatments[treatment]
        )
        return f"{sum(treatments.values())} references to other hosts: {numbers}."
