"""A site with comments whose pages are not Wagtail's, and events besides pages."""

from tests.projects.comments_only import *  # noqa: F403 - settings are one namespace
from tests.projects.comments_only import INSTALLED_APPS as COMMENTS_APPS

INSTALLED_APPS = ["tests.projects.own_pages", *COMMENTS_APPS]
ROOT_URLCONF = "tests.projects.own_pages.urls"
WAGTAIL_PAGE_MODEL = "own_pages.SitePage"
PRIVACY_COMMENTS_TARGETS = ["own_pages.Event"]
