"""Start a blog of one's own: ``manage.py start_blog``."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.start.pages import SiteOccupied
from blog.start.plan import BlogPlan, PlanInvalid
from blog.start.starting import StartedBlog, start_blog

_QUESTIONS = {
    "title": gettext_lazy("What is the blog called?"),
    "tagline": gettext_lazy("What is it about, in a sentence? (may stay empty)"),
    "admin": gettext_lazy("With which name do you want to log in?"),
    "email": gettext_lazy("Your e-mail address?"),
    "controller_name": gettext_lazy(
        "Who is responsible for it? Name of a person or organisation, shown to readers:"
    ),
    "controller_address": gettext_lazy(
        "Their postal address, with commas between its lines?"
    ),
    "controller_email": gettext_lazy(
        "Their e-mail address, shown to readers? (empty: the one you log in with)"
    ),
}
_REQUIRED = ("title", "admin", "email")


class Command(BaseCommand):
    """Ask what is missing, and make the blog."""

    help = (
        "Turn an empty database into a blog: site, languages, front page, imprint, "
        "contact, an account. Asks for what is not given. Safe to run twice: what "
        "exists is not changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("title", "tagline", "base-url", "admin", "email", "theme"):
            parser.add_argument(f"--{name}")
        for name in ("name", "address", "email"):
            parser.add_argument(f"--controller-{name}")
        parser.add_argument(
            "--language", action="append", help="May be given several times."
        )
        parser.add_argument(
            "--no-input", action="store_false", dest="interactive", help="Ask nothing."
        )

    def handle(self, *_args: object, interactive: bool, **options: Any) -> None:
        _require_tables()
        if interactive and not sys.stdin.isatty():
            raise CommandError(_("Nobody is there to ask. Use --no-input."))
        given = self._ask(options) if interactive else options
        missing = [name for name in _REQUIRED if not given[name]]
        if missing:
            names = ", ".join(f"--{name}" for name in missing)
            raise CommandError(_("This is missing: %(names)s") % {"names": names})
        try:
            started = start_blog(_build_plan(given))
        except PlanInvalid as error:
            raise CommandError("\n".join(error.messages)) from error
        except SiteOccupied as error:
            msg = _("This site has pages already; nothing was changed.")
            raise CommandError(msg) from error
        for line in _describe(started):
            self.stdout.write(line)

    def _ask(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the options, with what was typed for those that are missing."""
        given = dict(options)
        for name, question in _QUESTIONS.items():
            while given[name] is None:
                answer = input(f"{question} ").strip()
                if answer or name not in _REQUIRED:
                    given[name] = (
                        answer.replace(", ", "\n") if "address" in name else answer
                    )
        return given


def _require_tables() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(_("The database is not ready. First: manage.py migrate"))


def _build_plan(given: dict[str, Any]) -> BlogPlan:
    return BlogPlan(
        title=given["title"].strip(),
        tagline=given["tagline"] or "",
        languages=tuple(given["language"] or [settings.LANGUAGE_CODE]),
        base_url=(given["base_url"] or settings.WAGTAILADMIN_BASE_URL).rstrip("/"),
        theme=given["theme"] or "",
        username=given["admin"],
        email=given["email"],
        controller_name=given["controller_name"] or "",
        controller_address=given["controller_address"] or "",
        controller_email=given["controller_email"] or given["email"],
    )


def _describe(started: StartedBlog) -> list[str]:
    lines = []
    if started.languages:
        lines.append(
            _("The blog is there, in: %(languages)s")
            % {"languages": ", ".join(started.languages)}
        )
    else:
        lines.append(_("The blog was there; what exists was not changed."))
    if started.password_link:
        lines.append(
            _("Set your password here (once, within three days): %(link)s")
            % {"link": started.password_link}
        )
    return lines
