"""Export or erase everything stored about a person: Art. 15, 17 and 20 GDPR."""

import json
from argparse import ArgumentParser
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy_plugin.consent.errors import LinkError
from privacy_plugin.consent.subject import SubjectKey, unsign
from privacy_plugin.rights.erasure import erase
from privacy_plugin.rights.errors import NobodyFound
from privacy_plugin.rights.export import export, get_subject_keys


class Command(BaseCommand):
    """Find a person by a private link or an e-mail address, then export or erase."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the verb and who it is about."""
        parser.add_argument("verb", choices=("export", "erase"))
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--link", help="the private link, or its token")
        who.add_argument("--email", help="the address as it was entered")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own
        """Export as JSON, or erase and say how many rows went."""
        del args
        subjects = self._subjects(options["link"], options["email"])
        if options["verb"] == "export":
            self.stdout.write(self._exported(subjects))
            return
        count = 0
        for subject in subjects:
            erased = erase(subject, method="command:privacy_subject", at=timezone.now())
            for model, rows in erased.items():
                self.stdout.write(f"{model}: {rows} erased")
            count += len(erased)
        if not count:
            self.stdout.write("Nothing was stored.")

    @staticmethod
    def _subjects(link: str | None, email: str | None) -> tuple[SubjectKey, ...]:
        try:
            if link is not None:
                return (unsign(_token(link)),)
            return get_subject_keys(email or "")
        except (LinkError, ValueError):
            msg = "This is no valid private link of this site"
            raise CommandError(msg) from None
        except NobodyFound:
            msg = "Nothing is stored under this address"
            raise CommandError(msg) from None

    @staticmethod
    def _exported(subjects: tuple[SubjectKey, ...]) -> str:
        try:
            documents = [export(subject) for subject in subjects]
        except NobodyFound:
            msg = "Nothing is stored under this link"
            raise CommandError(msg) from None
        return json.dumps(documents, ensure_ascii=False, indent=2)


def _token(link: str) -> str:
    """Return the part of a private link that is signed."""
    parts = [part for part in unquote(urlsplit(link).path).split("/") if part]
    return next((part for part in parts if "~" in part), link)
