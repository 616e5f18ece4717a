"""Production settings for Lighthouse: uploads come from the same server."""

from blog.settings.production import *  # noqa: F403 - settings are one namespace

ROOT_URLCONF = "tests.bench.lighthouse_urls"
