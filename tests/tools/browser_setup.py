"""Find a Chromium for the browser tests, or install one; say so when there is none.

    python -m tests.tools.browser_setup      prints the path, installs if necessary

Looked at in this order: the environment variable CHROMIUM, the usual names on PATH, the
one Playwright brought. Installed by ``playwright install``, or as root by apt.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No Chromium found and none could be installed. Install one (Debian: apt-get "
    "install chromium) or name it in the environment variable CHROMIUM."
)


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install_chromium() -> None:
    """Try each way to install a Chromium until one is there."""
    for command in _ways():
        print("Installing Chromium:", " ".join(command), file=sys.stderr)
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        )
        if done.returncode == 0 and find_chromium():
            return


def _ways() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways += [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]
    return ways


def main() -> int:
    """Print the path of a Chromium; return 1 if there is none."""
    if not find_chromium():
        install_chromium()
    path = find_chromium()
    print(path or MISSING, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
