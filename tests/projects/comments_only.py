"""A site with comments and no service that checks them."""

from tests.projects.core_only import *  # noqa: F403 - settings are one namespace
from tests.projects.core_only import INSTALLED_APPS as CORE_APPS

PLUGIN_APPS = ["privacy_plugin.comments", "privacy_plugin"]
INSTALLED_APPS = ["privacy_plugin.comments", *CORE_APPS]
