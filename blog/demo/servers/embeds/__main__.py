"""Start the stand-in for providers of embeds, for a demonstration."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from blog.demo.servers.embeds.server import EmbedServer


def main(arguments: list[str]) -> None:
    """Listen at a port of this machine until told to stop."""
    parser = argparse.ArgumentParser(
        prog="python -m blog.demo.servers.embeds", description=__doc__
    )
    parser.add_argument("--port", type=int, default=8997)
    server = EmbedServer(port=parser.parse_args(arguments).port)
    signal.signal(signal.SIGTERM, _stop)
    server.serve_forever()


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
