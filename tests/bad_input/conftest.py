"""The same site, service and clock as the promises are held against."""

from tests.promises.conftest import clock, post, reader, server, stand_in, work

__all__ = ["clock", "post", "reader", "server", "stand_in", "work"]
