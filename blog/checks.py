"""System checks of the blog: its address, its front page, hidden pages, themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from wagtail.models import Site

from blog.addresses.reserved_slugs import find_hidden_pages
from blog.addresses.site_address import has_sites_table
from blog.themes.discovery import find_invalid_themes, get_themes
from blog.themes.problems import find_broken_templates


@register(deploy=True)
def check_site_address(**_kwargs: Any) -> list[CheckMessage]:
    """Report a default site whose address is not BASE_URL: blog.E001."""
    site = _default_site()
    if site is None:
        return []
    parts = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if site.root_url == f"{parts.scheme}://{parts.netloc}":
        return []
    return [
        Error(
            "BASE_URL and the address of Wagtail's default site differ, so mails and "
            "pages link to different places.",
            hint="Make them one: BASE_URL in the environment, host name and port under "
            "Settings, Sites. Wagtail knows https only at port 443.",
            id="blog.E001",
        ),
    ]


@register(Tags.database)
def check_front_page(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Report a site that still shows Wagtail's own welcome page: blog.W001."""
    site = _default_site() if DEFAULT_DB_ALIAS in (databases or ()) else None
    if site is None or site.root_page.content_type.app_label == "blog":
        return []
    return [
        Warning(
            "The site has no front page of the blog yet.",
            hint="Run: manage.py start_blog",
            id="blog.W001",
        ),
    ]


@register(Tags.database)
def check_hidden_pages(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Report pages that lie behind one of the blog's own addresses: blog.W002."""
    if DEFAULT_DB_ALIAS not in (databases or ()) or _default_site() is None:
        return []
    return [
        Warning(
            f"Readers cannot reach the page “{page.title}”: the blog itself answers "
            f"at “{page.slug}”.",
            hint="Give the page another slug in Wagtail's admin.",
            obj=page,
            id="blog.W002",
        )
        for page in find_hidden_pages()
    ]


@register(Tags.templates)
def check_themes(**_kwargs: Any) -> list[CheckMessage]:
    """Report folders that are no theme: blog.W003; broken templates: blog.W004."""
    invalid: list[CheckMessage] = [
        Warning(
            f"{folder} is no theme: {problem}",
            hint="themes/README.md says what a theme needs.",
            id="blog.W003",
        )
        for folder, problem in find_invalid_themes()
    ]
    return invalid + [
        Warning(
            f"The theme {theme.name!r} cannot be used: {problem}",
            hint="Nobody can choose it. A site that has it already may show errors.",
            id="blog.W004",
        )
        for theme in get_themes().values()
        for problem in find_broken_templates(theme)
    ]


def _default_site() -> Site | None:
    try:
        if not has_sites_table():
            return None
        found = Site.objects.filter(is_default_site=True)
        return found.select_related("root_page__content_type").first()
    except DatabaseError:  # Django itself says that there is none
        return None
