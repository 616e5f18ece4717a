"""Production settings for the benchmark: nothing is switched off but the waiting."""

from blog.settings.production import *  # noqa: F403 - settings are one namespace
from blog.settings.production import MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
PRIVACY_COMMENTS_RATE_LIMIT = 1_000_000  # one machine sends them all
# What is measured is how a page is made; ``tests.bench.page_cache`` measures the cache.
MIDDLEWARE.remove("privacy_plugin.page_cache.middleware.PageCacheMiddleware")
