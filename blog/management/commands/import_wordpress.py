"""Bring along a WordPress blog: ``manage.py import_wordpress export.xml``."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import BlogIndexPage
from blog.wordpress.errors import WxrError
from blog.wordpress.importing import import_blog


class Command(BaseCommand):
    """Import posts and comments from an export file, all or none."""

    help = (
        "Bring along posts and readers' comments from a WordPress export (WXR). "
        "Nothing is stored unless the whole file can be read; run again, it adds only "
        "what is new."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, where its posts go, and what to do besides."""
        parser.add_argument("file", type=Path, help="The export, an XML file.")
        parser.add_argument(
            "--parent",
            type=int,
            metavar="PAGE_ID",
            help="The blog index the posts go below; needed if there are several.",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Do everything, report, and store nothing.",
        )
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="Write the report as JSON, too. It holds no personal data.",
        )

    def handle(
        self,
        *_args: object,
        file: Path,
        parent: int | None,
        dry_run: bool,
        report: Path | None,
        **_options: object,
    ) -> None:
        """Import, and print the report."""
        index = _index(parent)
        try:
            with file.open("rb") as stream:
                outcome = import_blog(
                    stream,
                    index,
                    at=timezone.now(),
                    is_rehearsal=dry_run,
                )
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(reason)s")
                % {"file": file, "reason": error.strerror},
            ) from error
        except WxrError as error:
            raise CommandError(
                _("Nothing was imported. %(reason)s") % {"reason": error},
            ) from error
        for sentence in outcome.sentences():
            self.stdout.write(sentence)
        if report is not None:
            data = json.dumps(outcome.as_dict(), indent=2, ensure_ascii=False)
            report.write_text(data + "\n", encoding="utf-8")


def _index(key: int | None) -> BlogIndexPage:
    """Return the index with this key, or the only one; raise CommandError."""
    indexes = BlogIndexPage.objects.select_related("locale").order_by("path")
    if key is not None:
        found = indexes.filter(pk=key).first()
        if found is None:
            raise CommandError(_("Page %(key)d is no blog index.") % {"key": key})
        return found
    found = list(indexes[:2])
    if not found:
        raise CommandError(
            _("There is no blog index yet. Create one before importing.")
        )
    if len(found) > 1:
        choices = ", ".join(
            f"{page.pk} ({page.title}, {page.locale.language_code})" for page in indexes
        )
        raise CommandError(
            _("There are several blog indexes; choose one with --parent: %(choices)s")
            % {"choices": choices},
        )
    return found[0]
