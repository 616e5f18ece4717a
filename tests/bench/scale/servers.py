"""A PostgreSQL of its own, in a folder and on a free port."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.servers.ports import free_port

BINARIES = Path("/usr/lib/postgresql/15/bin")
SETTINGS = (
    "fsync=on",
    "shared_buffers=512MB",
    "max_wal_size=4GB",
    "max_connections=60",
    "listen_addresses=127.0.0.1",
)


@dataclass
class Postgres:
    """A cluster in `folder`; root runs it as the user postgres, who owns the folder."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        self.folder.mkdir(parents=True)
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        auth = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C")
        self._run("initdb", "-D", str(self.folder / "data"), *auth)

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        options = " ".join(f"-c {setting}" for setting in SETTINGS)
        options += f" -p {self.port} -k {self.folder}"
        self._control("start", "-w", "-l", str(self.folder / "log"), "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it; `mode` is one of pg_ctl's: smart, fast, immediate."""
        self._control("stop", "-m", mode)

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(BINARIES / program), *arguments]
        if os.getuid() == 0:
            user = ("--reuid=postgres", "--regid=postgres", "--clear-groups")
            command = ["setpriv", *user, *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Run a cluster until the block ends; `folder` is created if it is not there."""
    server = Postgres(folder, free_port())
    if not folder.exists():
        server.create()
    server.start()
    try:
        yield server
    finally:
        server.stop("immediate")
