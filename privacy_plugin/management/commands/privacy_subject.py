"""Export or erase everything stored about a person: Art. 15, 17 and 20 GDPR.

An e-mail address alone proves nothing: ``ask`` sends a mail whose link confirms it.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.conf import conf
from privacy_plugin.consent.errors import LinkError
from privacy_plugin.egress.mail.email_addresses import normalize
from privacy_plugin.rights.erasure import erase_all
from privacy_plugin.rights.errors import NobodyFound, ProofMissing
from privacy_plugin.rights.people.lookup import FoundPerson, find_by_proof
from privacy_plugin.rights.people.report import as_json, export_person
from privacy_plugin.rights.requests import steps
from privacy_plugin.rights.requests.models import (
    EventType,
    RequestKind,
    SubjectRequest,
)

KINDS = {"export": EventType.EXPORTED, "erase": EventType.ERASED}


class Command(BaseCommand):
    """Find a person by link, receipt or confirmed request, then export or erase."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the verb and who it is about."""
        parser.add_argument("verb", choices=("export", "erase", "ask"))
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--link", help="the private link, the receipt or its number")
        who.add_argument("--request", type=int, help="the number of a request")
        who.add_argument("--email", help="with ask: the address to confirm")
        parser.add_argument(
            "--site", type=int, help="with ask: the number of the site, by default all"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own
        """Export as JSON, erase and say how many rows went, or send the mail."""
        del args
        if (options["verb"] == "ask") != (options["email"] is not None):
            msg = (
                "An address alone does not show whose data it is. Let ask --email send "
                "a mail to it, then export or erase --request with the number."
            )
            raise CommandError(msg)
        if options["verb"] == "ask":
            self._ask(options["email"], options["site"])
            return
        request = _get_request(options["request"])
        person = steps.get_person(request) if request else _find(options["link"])
        act = {"export": self._export, "erase": self._erase}[options["verb"]]
        act(person)
        if request:
            steps.record_step(
                request, KINDS[options["verb"]], "command", by=None, at=timezone.now()
            )

    def _export(self, person: FoundPerson) -> None:
        try:
            found = export_person(person)
        except NobodyFound:
            msg = "Nothing is stored under this link"
            raise CommandError(msg) from None
        except ProofMissing:
            raise CommandError(_UNCONFIRMED) from None
        self.stdout.write(
            as_json(found, at=timezone.now(), language=conf.main_language)
        )

    def _erase(self, person: FoundPerson) -> None:
        if not person.is_identified:
            raise CommandError(_UNCONFIRMED)
        erased = erase_all(
            person.keys, method="command:privacy_subject", at=timezone.now()
        )
        for model, rows in erased.items():
            self.stdout.write(f"{model}: {rows} erased")
        if not erased:
            self.stdout.write("Nothing was stored.")

    def _ask(self, email: str, site_id: int | None) -> None:
        at = timezone.now()
        is_known = site_id is None or Site.objects.filter(pk=site_id).exists()
        if not is_known or "@" not in normalize(email).strip("@"):
            msg = "This is no address, or there is no such site"
            raise CommandError(msg)
        new = steps.NewRequest(
            kind=RequestKind.ACCESS,
            received_on=timezone.localdate(),
            language=conf.main_language,
            site_id=site_id,
        )
        request = steps.receive(new, identity=email, by=None, at=at)
        steps.ask_for_confirmation(request, by=None, at=at)
        self.stdout.write(
            f"Request {request.pk}: once the link in the mail was used, "
            f"run privacy_subject export --request {request.pk}"
        )


_UNCONFIRMED = "Nobody has shown that the data is theirs: the address is not confirmed"


def _find(link: str) -> FoundPerson:
    try:
        return find_by_proof(link)
    except (LinkError, ValueError):
        msg = "This is no valid private link or receipt of this site"
        raise CommandError(msg) from None


def _get_request(number: int | None) -> SubjectRequest | None:
    if number is None:
        return None
    found = SubjectRequest.objects.pending().filter(pk=number).first()
    if found is None:
        msg = f"There is no open request {number}"
        raise CommandError(msg)
    return found
