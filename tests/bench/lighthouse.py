"""Ask Lighthouse about the pages a reader sees first, on a telephone and a desk.

    .venv/bin/python -m tests.bench.lighthouse

The blog runs as in production with the demo's content. Lighthouse comes from npm into
``var/lighthouse`` and is no part of the project; without npm nothing is measured, and
that is said. It needs a Chromium (see ``tests.tools.browser_setup``).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from tests.bench import programs
from tests.support.servers.ports import free_port
from tests.tools.browser_setup import MISSING, find_chromium

ATTEMPTS = 3
VERSION = "12.8.2"
FOLDER = programs.ROOT / "var" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {
    "front page": "/",
    "post with comments": "/what-a-comment-costs/",
    "post with pictures": "/in-praise-of-the-front-page/",
    "privacy": "/privacy/",
}
CHROMIUM_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
    "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'",
)  # fmt: skip
NO_NPM = "Lighthouse is left out: there is no npm on this machine."

Report = dict[str, Any]


def main() -> None:
    """Print the scores of each page, and what costs one that is not 100."""
    if not shutil.which("npm"):
        sys.stdout.write(f"{NO_NPM}\n")
        return
    for page, scores in measure().items():
        listed = ", ".join(f"{name} {score}" for name, score in scores.items())
        sys.stdout.write(f"{page}: {listed}\n")


def measure() -> dict[str, dict[str, int]]:
    """Return the scores, 0 to 100, by page and form factor; print their faults."""
    program = _install()
    found: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        _prepare(Path(folder), port)
        with programs.web_server(port) as server:
            for name, path in PAGES.items():
                for preset in ("mobile", "desktop"):
                    report = _ask_often(program, server.address + path, preset, folder)
                    found[f"{name}, {preset}"] = _read_scores(report)
                    _print_faults(f"{name}, {preset}", report)
    return found


def _ask_often(program: Path, address: str, preset: str, folder: str) -> Report:
    """Return the best of some reports: what else runs here only makes one worse."""
    best: Report = {}
    for _attempt in range(ATTEMPTS):
        report = _ask(program, address, preset, Path(folder))
        if not best or _sum_of(report) > _sum_of(best):
            best = report
        if _sum_of(best) == 100 * len(CATEGORIES):
            break
    return best


def _sum_of(report: Report) -> int:
    return sum(_read_scores(report).values())


def _install() -> Path:
    program = FOLDER / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(FOLDER), "--no-audit", "--no-fund"]
        subprocess.run(
            [*command, "--ignore-scripts", f"lighthouse@{VERSION}"], check=True
        )
    return program


def _prepare(folder: Path, port: int) -> None:
    programs.use(
        {
            "DATABASE_URL": f"sqlite:///{folder}/lighthouse.sqlite3",
            "DJANGO_SETTINGS_MODULE": "tests.bench.lighthouse_settings",
            "SECRET_KEY": "not-a-secret: this site lives as long as its benchmark runs",
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "BASE_URL": f"http://127.0.0.1:{port}",
            "SECURE_SSL_REDIRECT": "false",
            "VAR_DIR": str(folder),
            "LOG_LEVEL": "error",
        }
    )
    django.setup()
    for command in ("migrate", "load_demo"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    avif = import_module("blog.media.avif")  # models need a Django set up
    while avif.make_next():
        pass


def _ask(program: Path, address: str, preset: str, folder: Path) -> Report:
    chromium = find_chromium()
    assert chromium, MISSING
    target = folder / "report.json"
    subprocess.run(
        [
            str(program), address, "--quiet", "--output=json",
            f"--output-path={target}", f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={' '.join(CHROMIUM_FLAGS)}", "--no-enable-error-reporting",
            *(["--preset=desktop"] if preset == "desktop" else []),
        ],
        check=True,
        env={**os.environ, "CHROME_PATH": chromium},
    )  # fmt: skip
    report: Report = json.loads(target.read_text())
    return report


def _read_scores(report: Report) -> dict[str, int]:
    found = report["categories"]
    return {name: round((found[name]["score"] or 0) * 100) for name in CATEGORIES}


def _print_faults(page: str, report: Report) -> None:
    for category in CATEGORIES:
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] not in {None, 1}:
                value = audit.get("displayValue", "")
                sys.stderr.write(f"  {page}: {audit['title']} {value}\n")


if __name__ == "__main__":
    main()
