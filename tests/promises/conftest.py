"""What the promises are held against: a site, a service that answers, a clock."""

from tests.clock import clock
from tests.stand_in import server, stand_in

__all__ = ["clock", "server", "stand_in"]
