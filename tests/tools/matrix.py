"""Run the tests on the oldest and on the newest versions the project supports.

    python -m tests.tools.matrix oldest [pytest arguments]
        Python 3.11, Django 5.2, SQLite
    python -m tests.tools.matrix newest [pytest arguments]
        newest Python found, Django 6.1, PostgreSQL and Redis

PostgreSQL is the one at DATABASE_URL, Redis the one at REDIS_URL, by default those on
this machine. Each side has a virtual environment of its own beside ``.venv``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

DATABASE_URL = "postgres://postgres@127.0.0.1:5432/postgres"
REDIS_URL = "redis://127.0.0.1:6379/0"
OLDEST = (3, 11)
NEWEST_NEEDS = (3, 12)  # what Django 6.1 asks for
UV = os.environ.get("UV", "uv")
PROBE = (
    "import json, sys; print(json.dumps("
    "[sys.version_info[:3], sys.version_info.releaselevel, sys._is_gil_enabled() "
    "if hasattr(sys, '_is_gil_enabled') else True]))"
)


def main() -> int:
    """Build the environment of one side, run pytest in it, return its exit code."""
    side, *arguments = sys.argv[1:]
    found = dict(sorted(_interpreters()))
    versions = [
        version
        for version in found
        if (version[:2] == OLDEST if side == "oldest" else version >= NEWEST_NEEDS)
    ]
    if not versions:
        wanted = "3.11" if side == "oldest" else "3.12 or newer"
        print(f"No Python {wanted} found on this machine.", file=sys.stderr)
        return 1
    python = found[max(versions)]
    folder = Path(f".venv-matrix-{side}").absolute()
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(folder)}
    environment.pop("VIRTUAL_ENV", None)
    if side == "oldest":
        environment.pop("DATABASE_URL", None)
        environment.pop("REDIS_URL", None)
    else:
        environment.setdefault("DATABASE_URL", DATABASE_URL)
        environment.setdefault("REDIS_URL", REDIS_URL)
    sync = [UV, "sync", "--quiet", "--frozen", "--python", python]
    subprocess.run(sync, env=environment, check=True)
    inside = str(folder / "bin" / "python")
    print(f"Matrix, {side} side: {_describe(inside)}", flush=True)
    command = [inside, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def _interpreters() -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield the version and the path of each released Python on this machine."""
    for path in {os.path.realpath(path) for path in _candidates()}:
        probe = subprocess.run([path, "-c", PROBE], capture_output=True, check=False)
        if probe.returncode:
            continue
        version, level, has_lock = json.loads(probe.stdout)
        if level == "final" and has_lock:
            yield tuple(version), path


def _candidates() -> Iterator[str]:
    listed = subprocess.run(
        [UV, "python", "list", "--only-installed", "--output-format", "json"],
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        yield from (row["path"] for row in json.loads(listed.stdout) if row["path"])
    for minor in range(11, 20):
        if path := shutil.which(f"python3.{minor}"):
            yield path
    pyenv = Path.home() / ".pyenv/versions"
    yield from map(str, pyenv.glob("3.*/bin/python3.[1-9][0-9]"))


def _describe(python: str) -> str:
    code = (
        "import django, sys, wagtail; from importlib.metadata import version; "
        "print(f'Python {sys.version.split()[0]}, Django {django.__version__}, "
        "Wagtail {wagtail.__version__}')"
    )
    return subprocess.run(
        [python, "-c", code], capture_output=True, check=True, text=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
