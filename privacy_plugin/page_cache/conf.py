"""The settings of the page cache."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps

from privacy_plugin.app_settings import (
    NON_NEGATIVE_INTEGER,
    AppSettings,
    Rule,
    Setting,
)


def _is_scope_by_model(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    try:
        return all(
            isinstance(scope, str) and bool(scope) and bool(apps.get_model(label))
            for label, scope in value.items()
        )
    except (LookupError, ValueError, AttributeError):
        return False


def _is_folder_name(value: object) -> bool:
    return isinstance(value, str) and (not value or Path(value).is_absolute())


class PageCacheSettings(AppSettings):
    app = "privacy_plugin.page_cache"
    prefix = "PRIVACY_PAGE_CACHE_"

    scopes = Setting[dict[str, str]](
        {},
        Rule("a dictionary of installed models and scopes", _is_scope_by_model),
        'Models, as `"app.Model"`, whose changes concern only some answers. '
        '`"table"`: those whose own queries read the table, as of a log. A text like '
        '`"votes:{page_id}"`: in addition, answers that read rows under that key '
        "([how to](../how-to/cache-pages.md)). Changes of all other models concern "
        "every answer.",
    )
    megabytes = Setting(
        64,
        NON_NEGATIVE_INTEGER,
        "How much memory each process keeps answers in; those used longest ago leave "
        "first. 0 stores nothing.",
    )
    folder = Setting(
        "",
        Rule("an absolute path, or empty", _is_folder_name),
        "A folder of its own in which stored answers are files as well, so that the "
        "web server in front hands them out without asking the application "
        "([how to](../how-to/cache-pages.md)). Empty: none are written.",
    )
    shared_seconds = Setting(
        0,
        NON_NEGATIVE_INTEGER,
        "For how many seconds shared caches (a CDN, Varnish) may answer without "
        "asking. They are purged after a change by `wagtail.contrib.frontend_cache`, "
        "which has to be set up ([how to](../how-to/cache-pages.md)). 0: they always "
        "ask.",
    )


page_cache_conf = PageCacheSettings()
