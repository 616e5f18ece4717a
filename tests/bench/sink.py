"""A mail server that takes everything and keeps nothing but a count: port, file."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

HELLO = b"220 sink\r\n"
OKAY = b"250 OK\r\n"


class Sink:
    """Count the mails of every connection."""

    def __init__(self) -> None:
        self.count = 0

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Speak as much SMTP as it takes."""
        writer.write(HELLO)
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 Go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                self.count += 1
            writer.write(b"221 Bye\r\n" if verb == b"QUIT" else OKAY)
            await writer.drain()
            if verb == b"QUIT":
                break
        writer.close()


async def main() -> None:
    """Listen, and write the count down twice a second."""
    port, file = int(sys.argv[1]), Path(sys.argv[2])
    sink = Sink()
    server = await asyncio.start_server(sink.serve, "127.0.0.1", port, limit=2**22)
    async with server:
        while True:
            await asyncio.to_thread(file.write_text, str(sink.count))
            await asyncio.sleep(0.5)


if __name__ == "__main__":
    asyncio.run(main())
