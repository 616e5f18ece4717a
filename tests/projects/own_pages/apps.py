"""Installs the site's own pages and events."""

from django.apps import AppConfig


class OwnPagesConfig(AppConfig):
    """Hold the page model that WAGTAIL_PAGE_MODEL names."""

    name = "tests.projects.own_pages"
    label = "own_pages"
    default_auto_field = "django.db.models.BigAutoField"
