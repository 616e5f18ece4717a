"""Find what the long tests start, servers and browsers, or install it.

    python -m tests.tools.server_setup

As root on Debian they are installed by apt; elsewhere somebody has to.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = {
    "nginx": "nginx-light",
    "caddy": "caddy",
    "redis-server": "redis-server",
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",  # MiniBrowser comes with it
    "Xvfb": "xvfb",  # MiniBrowser has no mode without a screen
}
SEARCH_PATH = os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin"


def find(program: str) -> str | None:
    """Return the path of a program, or None."""
    return shutil.which(program, path=SEARCH_PATH)


def missing() -> list[str]:
    """Return the programs that are not here."""
    return [program for program in PACKAGES if find(program) is None]


def main() -> int:
    """Install what is missing; return 1 if something still is."""
    if missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [PACKAGES[program] for program in missing()]
        install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
        # Nothing is to be started by being installed.
        policy = {**os.environ, "RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update"], install):
            print(" ".join(command), file=sys.stderr)
            subprocess.run(
                command,
                env=policy,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                check=False,
            )
    for program in missing():
        print(f"{program} is missing and could not be installed.", file=sys.stderr)
    return 1 if missing() else 0


if __name__ == "__main__":
    sys.exit(main())
