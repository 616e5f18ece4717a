"""Two sites, a clock, and a spam checker that answers from memory."""

from tests.comments.conftest import checker
from tests.support.clock import clock

__all__ = ["checker", "clock"]
