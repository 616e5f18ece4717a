"""Print the record of processing activities: Art. 30 GDPR."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from wagtail.models import Site

from privacy_plugin.disclosure import record
from privacy_plugin.disclosure.controller import controller_of_site

_FORMATS = {"md": record.as_markdown, "csv": record.as_csv, "json": record.as_json}


class Command(BaseCommand):
    """Print what the site processes, from the same declarations readers are shown."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the format, the language and the site."""
        parser.add_argument("--format", choices=_FORMATS, default="md")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE)
        parser.add_argument("--site", help="host name; by default the default site")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own
        """Draw up the record and print it."""
        del args
        site = None
        if options["site"]:
            site = Site.objects.filter(hostname=options["site"]).first()
            if site is None:
                msg = f"There is no site {options['site']!r}"
                raise CommandError(msg)
        controller = controller_of_site(site.pk if site else None)
        language = options["language"]
        if not translation.check_for_language(language):
            msg = f"This site does not speak {language!r}"
            raise CommandError(msg)
        with translation.override(language):
            drawn = record.draw_up(controller, language=language, at=timezone.now())
            self.stdout.write(_FORMATS[options["format"]](drawn))
