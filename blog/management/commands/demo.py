"""Start the whole blog for somebody who wants to see it: one command, one Ctrl-C.

Migrates, loads the demo content, then runs web server and task worker side by side,
the stand-in for the providers of embeds, and without a key the one for Akismet. When
one of them ends, all end.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket  # noqa: TID251 - looks at this machine's own ports
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

HOST = "127.0.0.1"
STAND_IN_KEY = "standinkey01"
START_TIMEOUT_SECONDS = 60
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
STOP_TIMEOUT_SECONDS = 10


class StopRequested(Exception):  # noqa: N818 - not an error: somebody pressed Ctrl-C
    """Say that a signal asked for the end."""


class Command(BaseCommand):
    """Run everything until a signal comes or a part of it ends."""

    help = "Start the blog with demo content, its worker and stand-ins for others."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: object, port: int, **_options: object) -> None:
        """Prepare, start, announce, wait, stop."""
        if not _is_free(port):
            msg = f"Port {port} is taken. Choose another one: make demo PORT=8001"
            raise CommandError(msg)
        with _managed_processes() as running:
            try:
                self._run(port, running)
            except StopRequested:
                self.stdout.write("\nStopping.")

    def _run(self, port: int, running: dict[str, subprocess.Popen[bytes]]) -> None:
        environment = {**os.environ, "BASE_URL": f"http://{HOST}:{port}"}
        if not environment.get("PRIVACY_AKISMET_API_KEY"):
            stand_in_port = _free_port()
            environment["PRIVACY_AKISMET_API_KEY"] = STAND_IN_KEY
            environment["PRIVACY_AKISMET_ENDPOINT"] = f"http://{HOST}:{stand_in_port}"
            running["stand-in for Akismet"] = _python(
                environment,
                *("-m", "blog.demo.servers.akismet"),
                *("--quiet", "--port", str(stand_in_port)),
            )
        if "PRIVACY_EMBEDS_TEST_SERVER_URL" not in environment:
            embeds_port = _free_port()
            environment["PRIVACY_EMBEDS_TEST_SERVER_URL"] = (
                f"http://{HOST}:{embeds_port}"
            )
            running["stand-in for embeds"] = _python(
                environment,
                *("-m", "blog.demo.servers.embeds"),
                *("--port", str(embeds_port)),
            )
        self.stdout.write("Preparing the database …")
        self.stdout.flush()
        call_command("migrate", verbosity=0)
        connections.close_all()
        login = _run_manage(environment, running, "load_demo", "--skip-checks")
        running["task worker"] = _manage(environment, "privacy_worker")
        running["web server"] = _manage(
            environment, "runserver", "--noreload", f"{HOST}:{port}"
        )
        self._wait_for_server(port, running)
        self._announce(port, login)
        while True:
            _raise_if_ended(running)
            time.sleep(0.5)

    def _wait_for_server(
        self, port: int, running: Mapping[str, subprocess.Popen[bytes]]
    ) -> None:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while _is_free(port):
            _raise_if_ended(running)
            if time.monotonic() > deadline:
                msg = f"No answer of the web server in {START_TIMEOUT_SECONDS} seconds."
                raise CommandError(msg)
            time.sleep(0.1)

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


@contextmanager
def _managed_processes() -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Yield a place for processes by name; end them all, whatever happens."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _request_stop)
    try:
        yield running
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for process in running.values():
            process.terminate()
        for process in running.values():
            _wait_or_kill(process)


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a process, and force it if it does not come."""
    try:
        process.wait(timeout=STOP_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _request_stop(_number: int, _frame: FrameType | None) -> None:
    raise StopRequested


def _python(
    environment: Mapping[str, str], *arguments: str, stdout: int | None = None
) -> subprocess.Popen[bytes]:
    """Start a Python program that belongs to this checkout."""
    return subprocess.Popen(  # noqa: S603 - our own programs, fixed arguments
        [sys.executable, *arguments],
        env=environment,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        process_group=0,  # Ctrl-C reaches this process alone, which then ends them once
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - there are no threads here
    )


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent is killed without a word."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _manage(environment: Mapping[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return _python(environment, "manage.py", *arguments)


def _run_manage(
    environment: Mapping[str, str],
    running: dict[str, subprocess.Popen[bytes]],
    *arguments: str,
) -> str:
    """Run a management command and return what it printed.

    Raises CommandError if it fails.
    """
    process = running[arguments[0]] = _python(
        environment, "manage.py", *arguments, stdout=subprocess.PIPE
    )
    printed, _nothing = process.communicate()
    if process.returncode != 0:
        msg = f"manage.py {arguments[0]} failed; its message stands above."
        raise CommandError(msg)
    del running[arguments[0]]
    return printed.decode()


def _raise_if_ended(running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, process in running.items():
        if process.poll() is not None:
            msg = f"The {name} has ended by itself; its message stands above."
            raise CommandError(msg)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
