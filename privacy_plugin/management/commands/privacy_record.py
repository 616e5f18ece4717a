"""Print the record of processing activities: Art. 30 GDPR."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from wagtail.models import Site

from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.record import build, formats

_FORMATS = {"md": formats.as_markdown, "csv": formats.as_csv, "json": formats.as_json}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the format, the language and the site."""
        parser.add_argument("--format", choices=_FORMATS, default="md")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE)
        parser.add_argument(
            "--site", help="host name; needed where there are several sites"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own
        """Draw up the record and print it."""
        del args
        controller = get_site_controller(_site(options["site"]).pk)
        language = options["language"]
        if not translation.check_for_language(language):
            msg = f"This site does not speak {language!r}"
            raise CommandError(msg)
        with translation.override(language):
            drawn = build.build_record(controller, language=language, at=timezone.now())
            self.stdout.write(_FORMATS[options["format"]](drawn))


def _site(host: str | None) -> Site:
    sites = Site.objects.order_by("pk")
    found = list(sites.filter(hostname=host) if host else sites)
    if not found:
        msg = f"There is no site {host!r}" if host else "There is no site"
        raise CommandError(msg)
    if len(found) > 1 and not host:
        names = ", ".join(site.hostname for site in found)
        msg = f"Whose record? Name one by --site: {names}"
        raise CommandError(msg)
    return found[0]
