"""A site with every feature of the plugin, and none of the blog."""

from tests.projects.core_only import *  # noqa: F403 - settings are one namespace
from tests.projects.core_only import INSTALLED_APPS as CORE_APPS
from tests.projects.core_only import MIDDLEWARE as CORE_MIDDLEWARE

PLUGIN_APPS = [
    "privacy_plugin.akismet",
    "privacy_plugin.comments",
    "privacy_plugin.embeds",
    "privacy_plugin.subscriptions",
    "privacy_plugin",
]
INSTALLED_APPS = [
    "privacy_plugin.akismet",
    "privacy_plugin.comments",
    "privacy_plugin.embeds",
    "wagtail.embeds",
    "privacy_plugin.subscriptions",
    "django_tasks_db",
    *CORE_APPS,
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
PRIVACY_COMMENTS_SPAM_CHECKER = "privacy_plugin.akismet.checker.AkismetChecker"
PRIVACY_AKISMET_API_KEY = "standinkey01"
PRIVACY_AKISMET_ENDPOINT = "http://127.0.0.1:8998"
WAGTAILEMBEDS_FINDERS = [{"class": "privacy_plugin.embeds.finder"}]
MIDDLEWARE = [
    *CORE_MIDDLEWARE,
    "privacy_plugin.embeds.middleware.EmbedsMiddleware",
]
