"""Production settings for the benchmark: nothing is switched off but the waiting."""

from blog.settings.production import *  # noqa: F403 - settings are one namespace

ROOT_URLCONF = "tests.bench.urls"
PRIVACY_COMMENTS_RATE_LIMIT = 1_000_000  # one machine sends them all
