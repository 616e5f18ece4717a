"""System checks of the core; an optional app has its own in its ``checks``.

An E stops the site, a W does not. Each id has a paragraph in
``docs/reference/checks.md``. No message contains the value of a setting.
"""

from privacy_plugin.checks import (
    database,
    declarations,
    deployment,
    installation,
    mail,
    settings,
    wagtail_setup,
)

__all__ = [
    "database",
    "declarations",
    "deployment",
    "installation",
    "mail",
    "settings",
    "wagtail_setup",
]
