"""Production settings for the benchmark of the page cache."""

from blog.settings.production import *  # noqa: F403 - settings are one namespace

ROOT_URLCONF = "tests.bench.urls"
