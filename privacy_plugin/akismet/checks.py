"""Say at start-up what would make the check by Akismet fail, or leak, later on.

Errors end in E001 ff. and are wrong in every case; warnings W101 ff. name a
configuration that works and is rarely meant. No message holds the key.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error

from privacy_plugin.akismet.endpoint import (
    SERVICE_URL,
    is_loopback,
    is_service,
    is_stand_in,
)
from privacy_plugin.conf import conf

SHORTEST_KEY = 8
CHECKER_PATH = "privacy_plugin.akismet.checker.AkismetChecker"
TIMEOUT_VARIABLE = "PYTHON_AKISMET_TIMEOUT"

Check = Callable[[], list[CheckMessage]]


def check_key() -> list[CheckMessage]:
    """Report a key that cannot be one: privacy.akismet.E001."""
    key: object = conf.akismet_key
    if key in ("", None) or (
        isinstance(key, str) and len(key) >= SHORTEST_KEY and key.isalnum()
    ):
        return []
    return [
        Error(
            "PRIVACY_AKISMET_KEY is not a key: it is a text of at least "
            f"{SHORTEST_KEY} letters and digits, without spaces or line ends.",
            hint="Copy it again from your account at Akismet; it has 12 characters.",
            id="privacy.akismet.E001",
        ),
    ]


def check_endpoint() -> list[CheckMessage]:
    """Report an address readers were not told about: privacy.akismet.E002."""
    url: object = conf.akismet_endpoint
    if isinstance(url, str) and (is_service(url) or is_loopback(url)):
        return []
    return [
        Error(
            f"PRIVACY_AKISMET_ENDPOINT is neither {SERVICE_URL} nor an address of "
            "this machine.",
            hint="Leave it out; or name a stand-in such as http://127.0.0.1:8998.",
            id="privacy.akismet.E002",
        ),
    ]


def check_packages() -> list[CheckMessage]:
    """Report a client that is not installed: privacy.akismet.E003."""
    missing = [name for name in ("akismet", "httpx") if find_spec(name) is None]
    if not missing:
        return []
    return [
        Error(
            f"privacy_plugin.akismet needs {' and '.join(missing)}.",
            hint="pip install 'wagtail-privacy-plugin[akismet]'",
            id="privacy.akismet.E003",
        ),
    ]


def check_comments() -> list[CheckMessage]:
    """Report a key without comments to check: privacy.akismet.E004."""
    if not conf.akismet_key or apps.is_installed("privacy_plugin.comments"):
        return []
    return [
        Error(
            "PRIVACY_AKISMET_KEY is set, but privacy_plugin.comments is not "
            "installed: readers would be told of a check that cannot happen.",
            hint="Add privacy_plugin.comments to INSTALLED_APPS, or remove the key.",
            id="privacy.akismet.E004",
        ),
    ]


def check_timeout() -> list[CheckMessage]:
    """Report a variable that makes the client fail to load: privacy.akismet.E005."""
    try:
        float(os.environ.get(TIMEOUT_VARIABLE, "1"))
    except ValueError:
        return [
            Error(
                f"The environment variable {TIMEOUT_VARIABLE} is not a number; the "
                "akismet package cannot be loaded with it.",
                hint="Remove it: this plugin sets its own timeouts.",
                id="privacy.akismet.E005",
            ),
        ]
    return []


def check_is_used() -> list[CheckMessage]:
    """Report a key that nobody uses: privacy.akismet.W101."""
    if not conf.akismet_key or conf.comments_spam_checker == CHECKER_PATH:
        return []
    return [
        checks.Warning(
            "PRIVACY_AKISMET_KEY is set, but PRIVACY_COMMENTS_SPAM_CHECKER does not "
            "name Akismet's checker: readers are told of a check that never happens.",
            hint=f"PRIVACY_COMMENTS_SPAM_CHECKER = {CHECKER_PATH!r}",
            id="privacy.akismet.W101",
        ),
    ]


def check_tasks() -> list[CheckMessage]:
    """Report checks that run while a reader waits: privacy.akismet.W102."""
    if not conf.akismet_key or not _runs_tasks_at_once():
        return []
    return [
        checks.Warning(
            "TASKS runs each task at once: whoever posts a comment waits until "
            "Akismet has answered, and nothing is tried again.",
            hint='Set TASKS = {"default": {"BACKEND": '
            '"django_tasks_db.DatabaseBackend"}} and run a worker.',
            id="privacy.akismet.W102",
        ),
    ]


def _runs_tasks_at_once() -> bool:
    """Read the name: Django 6 and django-tasks have a class of this name each."""
    tasks = getattr(settings, "TASKS", {}).get("default", {})
    return str(tasks.get("BACKEND", "ImmediateBackend")).endswith("ImmediateBackend")


def check_stand_in() -> list[CheckMessage]:
    """Report a stand-in on a site in service: privacy.akismet.W103."""
    if not is_stand_in():
        return []
    return [
        checks.Warning(
            "PRIVACY_AKISMET_ENDPOINT is a stand-in: nothing is checked for spam.",
            hint="Remove the setting to use the real service.",
            id="privacy.akismet.W103",
        ),
    ]


ALWAYS: tuple[Check, ...] = (
    check_key,
    check_endpoint,
    check_packages,
    check_comments,
    check_timeout,
    check_is_used,
    check_tasks,
)
IN_SERVICE: tuple[Check, ...] = (check_stand_in,)


def _together(each: tuple[Check, ...]) -> Callable[..., list[CheckMessage]]:
    def report(**_options: object) -> list[CheckMessage]:
        return [message for check in each for message in check()]

    return report


def install() -> None:
    """Register every check with Django."""
    checks.register(_together(ALWAYS), checks.Tags.security)
    checks.register(_together(IN_SERVICE), checks.Tags.security, deploy=True)
