"""A stand-in for the Akismet service, on loopback, with the faults of a real one.

``protocol`` says what the service answers, ``log`` keeps what it was sent, ``server``
puts both behind a socket, and ``python -m`` starts it for a demonstration.

Source: Akismet's API reference, https://akismet.com/developers/.
"""

from blog.demo.servers.akismet.log import Log, Received
from blog.demo.servers.akismet.protocol import (
    Answer,
    Mode,
    Protocol,
    Quota,
)
from blog.demo.servers.akismet.server import AkismetServer

__all__ = ["AkismetServer", "Answer", "Log", "Mode", "Protocol", "Quota", "Received"]
