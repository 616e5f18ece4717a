"""Settings of the nodes: everything on, but no limit for the machine that sends all."""

from __future__ import annotations

from tests.bench.cached_settings import *  # noqa: F403 - settings are one namespace

PRIVACY_COMMENTS_RATE_LIMIT = 1_000_000
PRIVACY_COMMENTS_ORDER = "newest_first"
