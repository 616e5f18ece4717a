"""Start a blog of one's own on this machine: one command, one Ctrl-C.

The first run asks for the main language and what ``start_blog`` asks. Content and
settings lie in ``VAR_DIR``, which ``make blog`` sets to ``var/blog``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from wagtail.models import Site

from blog.management.processes import (
    HOST,
    Programs,
    StopRequested,
    is_free,
    managed_programs,
)
from blog.start.pages import get_default_blog

LANGUAGE = "LANGUAGE_CODE"


class Command(BaseCommand):
    """Run web server and worker until a signal comes or one of them ends."""

    help = "Start a blog of your own and its worker on this machine, empty at first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: object, port: int, **_options: object) -> None:
        """Prepare, ask, start, announce, wait, stop."""
        if not is_free(port):
            msg = f"Port {port} is taken. Choose another one: make blog PORT=8001"
            raise CommandError(msg)
        language = _get_language(settings.VAR_DIR / "language")
        address = f"http://{HOST}:{port}"
        environment = {"BASE_URL": address, LANGUAGE: language}
        with managed_programs(environment) as programs:
            try:
                self._run(port, programs)
            except StopRequested:
                self.stdout.write("\nStopping.")

    def _run(self, port: int, programs: Programs) -> None:
        self.stdout.write("Preparing the database …")
        self.stdout.flush()
        programs.run("migrate", "--verbosity=0")
        if get_default_blog() is None:
            programs.run("start_blog", "--skip-checks", may_ask=True)
        # Another run may have had another port.
        Site.objects.filter(is_default_site=True, hostname=HOST).update(port=port)
        Site.clear_site_root_paths_cache()
        connections.close_all()
        programs.start_site(port)
        address = f"http://{HOST}:{port}"
        self.stdout.write(
            f"\n  Your blog:  {address}/\n  Editing:    {address}/admin/\n"
            f"  Mails:      {address}/demo/mails/\n  Stop it with Ctrl-C.\n"
        )
        self.stdout.flush()
        programs.wait()


def _get_language(file: Path) -> str:
    """Return the main language, which must not change: ask once, and keep it."""
    if file.exists():
        return file.read_text(encoding="utf-8").strip()
    known = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    language = os.environ.get(LANGUAGE, "")
    while language not in known:
        if not sys.stdin.isatty():
            language = settings.LANGUAGE_CODE
            break
        answer = input(f"Main language? Hauptsprache? ({', '.join(known)}) ")
        language = answer.strip().lower()
    file.write_text(f"{language}\n", encoding="utf-8")
    return language
