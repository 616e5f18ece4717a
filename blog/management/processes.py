"""Run several programs of this checkout side by side; when one ends, all end."""

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
from django.core.management.base import CommandError

HOST = "127.0.0.1"
START_TIMEOUT_SECONDS = 60
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
STOP_TIMEOUT_SECONDS = 10


class StopRequested(Exception):  # noqa: N818 - not an error: somebody pressed Ctrl-C
    """Say that a signal asked for the end."""


class Programs:
    """The programs that run; `environment` is what each of them gets."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = {**os.environ, **environment}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *arguments: str) -> None:
        """Start a Python program that belongs to this checkout."""
        self._running[name] = self._open(*arguments, stdin=subprocess.DEVNULL)

    def run(self, *arguments: str, is_read: bool = False, may_ask: bool = False) -> str:
        """Run a management command to its end.

        Return what it printed if it `is_read`. Raises CommandError if it fails.
        """
        process = self._running[arguments[0]] = self._open(
            "manage.py",
            *arguments,
            stdin=None if may_ask else subprocess.DEVNULL,
            stdout=subprocess.PIPE if is_read else None,
            # One that asks stays with the terminal.
            process_group=None if may_ask else 0,
        )
        printed, _nothing = process.communicate()
        if process.returncode != 0:
            msg = f"manage.py {arguments[0]} failed; its message stands above."
            raise CommandError(msg)
        del self._running[arguments[0]]
        return (printed or b"").decode()

    def start_site(self, port: int) -> None:
        """Start web server and task worker, and wait until pages are answered."""
        self.start("task worker", "manage.py", "privacy_worker")
        address = f"{HOST}:{port}"
        self.start("web server", "manage.py", "runserver", "--noreload", address)
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while is_free(port):
            self._raise_if_ended()
            if time.monotonic() > deadline:
                msg = f"No answer of the web server in {START_TIMEOUT_SECONDS} seconds."
                raise CommandError(msg)
            time.sleep(0.1)

    def wait(self) -> None:
        """Wait until one of them ends by itself. Raises CommandError then."""
        while True:
            self._raise_if_ended()
            time.sleep(0.5)

    def stop(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            _wait_or_kill(process)

    def _open(
        self,
        *arguments: str,
        stdin: int | None,
        stdout: int | None = None,
        process_group: int | None = 0,
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own programs, fixed arguments
            [sys.executable, *arguments],
            env=self.environment,
            cwd=settings.BASE_DIR,
            stdin=stdin,
            stdout=stdout,
            # Ctrl-C reaches this process alone, which then ends them once.
            process_group=process_group,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - there are no threads here
        )

    def _raise_if_ended(self) -> None:
        for name, process in self._running.items():
            if process.poll() is not None:
                msg = f"The {name} has ended by itself; its message stands above."
                raise CommandError(msg)


@contextmanager
def managed_programs(environment: Mapping[str, str]) -> Iterator[Programs]:
    """Yield a place for programs; end them all, whatever happens.

    A signal to stop raises StopRequested within it.
    """
    programs = Programs(environment)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _request_stop)
    try:
        yield programs
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        programs.stop()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a process, and force it if it does not come."""
    try:
        process.wait(timeout=STOP_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _request_stop(_number: int, _frame: FrameType | None) -> None:
    raise StopRequested


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent is killed without a word."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
