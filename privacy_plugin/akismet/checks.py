"""System checks for the configuration of Akismet.

Errors (E001 ff.) are always wrong; warnings (W101 ff.) name a configuration that works
but is rarely intended. No message contains the key.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec

from django.apps import apps
from django.core import checks
from django.core.checks import CheckMessage, Error

from privacy_plugin.akismet.conf import akismet_conf
from privacy_plugin.akismet.endpoint import is_stand_in
from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.conf import conf

CHECKER_PATH = "privacy_plugin.akismet.checker.AkismetChecker"
TIMEOUT_VARIABLE = "PYTHON_AKISMET_TIMEOUT"

Check = Callable[[], list[CheckMessage]]


def check_packages() -> list[CheckMessage]:
    """Report a client that is not installed: privacy.akismet.E003."""
    if find_spec("akismet"):
        return []
    return [
        Error(
            "privacy_plugin.akismet needs the package akismet.",
            hint="pip install 'wagtail-privacy-plugin[akismet]'",
            id="privacy.akismet.E003",
        ),
    ]


def check_comments() -> list[CheckMessage]:
    """Report a key without comments to check: privacy.akismet.E004."""
    if not akismet_conf.api_key or apps.is_installed("privacy_plugin.comments"):
        return []
    return [
        Error(
            "PRIVACY_AKISMET_API_KEY is set, but privacy_plugin.comments is not "
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
    if not akismet_conf.api_key or comments_conf.spam_checker == CHECKER_PATH:
        return []
    return [
        checks.Warning(
            "PRIVACY_AKISMET_API_KEY is set, but PRIVACY_COMMENTS_SPAM_CHECKER does "
            "not name Akismet's checker: readers are told of a check that never "
            "happens.",
            hint=f"PRIVACY_COMMENTS_SPAM_CHECKER = {CHECKER_PATH!r}",
            id="privacy.akismet.W101",
        ),
    ]


def check_tasks() -> list[CheckMessage]:
    """Report checks that run while a reader waits: privacy.akismet.W102."""
    if not akismet_conf.api_key or conf.task_backend != "ImmediateBackend":
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


def check_stand_in() -> list[CheckMessage]:
    """Report a test server in production: privacy.akismet.W103."""
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
