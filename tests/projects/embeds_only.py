"""A site that embeds, and has no comments."""

from tests.projects.core_only import *  # noqa: F403 - settings are one namespace
from tests.projects.core_only import INSTALLED_APPS as CORE_APPS
from tests.projects.core_only import MIDDLEWARE as CORE_MIDDLEWARE

PLUGIN_APPS = ["privacy_plugin.embeds", "privacy_plugin"]
INSTALLED_APPS = [
    "privacy_plugin.embeds",
    "wagtail.embeds",
    "django_tasks_db",
    *CORE_APPS,
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
WAGTAILEMBEDS_FINDERS = [{"class": "privacy_plugin.embeds.finder"}]
MIDDLEWARE = [
    *CORE_MIDDLEWARE,
    "privacy_plugin.embeds.middleware.EmbedsMiddleware",
]
