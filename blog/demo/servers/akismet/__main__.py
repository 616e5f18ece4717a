"""Start the stand-in for a demonstration: one line at the start, one per request.

A line names the fields that came and the answer, never a value: this is where a
reader's comment would otherwise end up in a terminal.
"""

from __future__ import annotations

import argparse
import signal
import sys

from blog.demo.servers.akismet.log import Received
from blog.demo.servers.akismet.protocol import Answer, Mode
from blog.demo.servers.akismet.server import AkismetServer

KNOWN_NAMES = frozenset(
    (
        "api_key",
        "blog",
        "blog_charset",
        "blog_lang",
        "comment_author",
        "comment_author_email",
        "comment_author_url",
        "comment_content",
        "comment_context",
        "comment_date_gmt",
        "comment_post_modified_gmt",
        "comment_type",
        "honeypot_field_name",
        "is_test",
        "key",
        "permalink",
        "recheck_reason",
        "referrer",
        "user_agent",
        "user_ip",
        "user_role",
    ),
)
LONGEST_BODY_SHOWN = 7


def describe(request: Received, mode: Mode, answer: Answer) -> str:
    """Return one line about a request: names and the verdict, never a value."""
    names = sorted(request.names & KNOWN_NAMES)
    if request.names - KNOWN_NAMES:
        names.append("(unknown fields)")
    body = answer.body.decode("ascii", "replace")
    said = body if len(body) <= LONGEST_BODY_SHOWN else f"{len(body)} bytes"
    endpoint = request.endpoint if answer.status != 404 else "(unknown endpoint)"  # noqa: PLR2004 - HTTP's number
    line = f"{endpoint}: {', '.join(names) or 'no fields'} → {answer.status} {said}"
    return line if mode is Mode.NORMAL else f"{line} ({mode})"


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m blog.demo.servers.akismet",
        description="A stand-in for Akismet on this machine. It contacts nobody.",
    )
    parser.add_argument("--port", type=int, default=8998, help="default: 8998")
    parser.add_argument(
        "--mode",
        type=Mode,
        default=Mode.NORMAL,
        choices=list(Mode),
        metavar="MODE",
        help="how it behaves: " + ", ".join(Mode),
    )
    parser.add_argument("--quiet", action="store_true", help="no line per request")
    return parser.parse_args(arguments)


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit status."""
    options = parse(arguments)
    server = AkismetServer(options.port)
    server.mode = options.mode
    if not options.quiet:
        server.watch = lambda *facts: say(describe(*facts))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.start()
    except OSError as error:
        sys.stderr.write(f"Port {options.port} is not free: {error.strerror}\n")
        return 1
    say(f"Stand-in for Akismet at {server.url}: no data leaves this machine.")
    try:
        server.join()
    except KeyboardInterrupt:
        server.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
