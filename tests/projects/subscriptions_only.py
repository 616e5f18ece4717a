"""A site with subscriptions and no comments."""

from tests.projects.core_only import *  # noqa: F403 - settings are one namespace
from tests.projects.core_only import INSTALLED_APPS as CORE_APPS

PLUGIN_APPS = ["privacy_plugin.subscriptions", "privacy_plugin"]
INSTALLED_APPS = ["privacy_plugin.subscriptions", *CORE_APPS]
