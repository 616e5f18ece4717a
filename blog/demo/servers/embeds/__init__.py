"""A stand-in for every provider of embeds, on this machine.

In a test::

    with EmbedServer() as server:
        …  # the setting PRIVACY_EMBEDS_TEST_SERVER_URL is server.url
        assert server.hosts == {"www.youtube-nocookie.com"}

As a command: ``python -m blog.demo.servers.embeds --port 8997``. Its frames
show the reader what has arrived, field by field.
"""

from blog.demo.servers.embeds.answers import Mode
from blog.demo.servers.embeds.server import EmbedServer, Visited

__all__ = ["EmbedServer", "Mode", "Visited"]
