"""Start the whole blog for somebody who wants to see it: one command, one Ctrl-C.

Migrates, loads the demo content, then runs web server and task worker side by side,
the stand-in for the providers of embeds, and without a key the one for Akismet.
"""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.management.processes import (
    HOST,
    Programs,
    StopRequested,
    find_free_port,
    is_free,
    managed_programs,
)

STAND_IN_KEY = "standinkey01"


class Command(BaseCommand):
    """Run everything until a signal comes or a part of it ends."""

    help = "Start the blog with demo content, its worker and stand-ins for others."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: object, port: int, **_options: object) -> None:
        """Prepare, start, announce, wait, stop."""
        if not is_free(port):
            msg = f"Port {port} is taken. Choose another one: make demo PORT=8001"
            raise CommandError(msg)
        with managed_programs({"BASE_URL": f"http://{HOST}:{port}"}) as programs:
            try:
                self._run(port, programs)
            except StopRequested:
                self.stdout.write("\nStopping.")

    def _run(self, port: int, programs: Programs) -> None:
        _start_stand_ins(programs)
        self.stdout.write("Preparing the database …")
        self.stdout.flush()
        programs.run("migrate", "--verbosity=0")
        login = programs.run("load_demo", "--skip-checks", is_read=True)
        programs.start_site(port)
        self._announce(port, login)
        programs.wait()

    def _announce(self, port: int, login: str) -> None:
        address = f"http://{HOST}:{port}"
        lines = (
            f"The blog:        {address}/   (auf Deutsch: {address}/de/)",
            f"What it does:    {address}/privacy/",
            f"Its mails:       {address}/demo/mails/",
            f"Editing:         {address}/admin/",
            *login.splitlines(),
            "Stop it with Ctrl-C.",
        )
        self.stdout.write("\n" + "\n".join(f"  {line}" for line in lines) + "\n")
        self.stdout.flush()


def _start_stand_ins(programs: Programs) -> None:
    environment = programs.environment
    if not environment.get("PRIVACY_AKISMET_API_KEY"):
        port = str(find_free_port())
        environment["PRIVACY_AKISMET_API_KEY"] = STAND_IN_KEY
        environment["PRIVACY_AKISMET_ENDPOINT"] = f"http://{HOST}:{port}"
        module = ("-m", "blog.demo.servers.akismet")
        programs.start("stand-in for Akismet", *module, "--quiet", "--port", port)
    if "PRIVACY_EMBEDS_TEST_SERVER_URL" not in environment:
        port = str(find_free_port())
        environment["PRIVACY_EMBEDS_TEST_SERVER_URL"] = f"http://{HOST}:{port}"
        module = ("-m", "blog.demo.servers.embeds")
        programs.start("stand-in for embeds", *module, "--port", port)
