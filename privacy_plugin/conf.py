"""The settings of the core. Each optional app has a ``conf`` of its own."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

from django.conf import settings

from privacy_plugin.app_settings import (
    NON_NEGATIVE_INTEGER,
    POSITIVE_TIMEDELTA,
    AppSettings,
    Rule,
    Setting,
)
from privacy_plugin.processing import Recipient

_SHORTEST_KEY = 50  # what Django asks of SECRET_KEY


def _is_list_of_keys(value: object) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(key, str) and len(key) >= _SHORTEST_KEY for key in value
    )


def _is_file_path_or_empty(value: object) -> bool:
    if value == "":
        return True
    if not isinstance(value, str | Path):
        return False
    path = Path(value)
    return path.is_absolute() and path.parent.is_dir() and not path.is_dir()


def _is_list_of_networks(value: object) -> bool:
    if not isinstance(value, list | tuple):
        return False
    try:
        for network in value:
            ip_network(network)
    except ValueError:
        return False
    return True


class CoreSettings(AppSettings):
    """The settings of the core, and Django's and Wagtail's that it reads."""

    app = "privacy_plugin"
    prefix = "PRIVACY_"

    consent_lifetime = Setting(
        timedelta(days=182),
        POSITIVE_TIMEDELTA,
        "How long a consent is valid. Afterwards the activity stops for that person, "
        "and the form asks again.",
    )
    link_lifetime = Setting(
        timedelta(days=730),
        POSITIVE_TIMEDELTA,
        "How long a private link works, counted from its last use: each visit issues "
        "a fresh link. It should exceed the retention of what the link opens.",
    )
    signing_keys = Setting[tuple[str, ...]](
        (),
        Rule("a list of strings of at least 50 characters", _is_list_of_keys),
        "Keys that sign private links and the links in mails, and that key the hashes "
        "on the suppression list. The first one signs; all of them, `SECRET_KEY` and "
        "`SECRET_KEY_FALLBACKS` are accepted. Without any, `SECRET_KEY` signs. Set it "
        "before you replace `SECRET_KEY` ([how to](../how-to/replace-a-key.md)).",
    )
    revocation_log = Setting(
        "",
        Rule(
            "empty, or the absolute path of a file in a folder that exists",
            _is_file_path_or_empty,
        ),
        "Absolute path of a file to which each withdrawal, unsubscription and erasure "
        "adds a line, to be applied again after a restore ([how "
        "to](../how-to/back-up-and-restore.md)).",
    )
    storage_reserve_bytes = Setting(
        8 * 1024 * 1024,
        NON_NEGATIVE_INTEGER,
        "Size of a file beside a SQLite database (`db.sqlite3.reserve`) that reserves "
        "disk space, so that withdrawing, unsubscribing and erasing work on a full "
        "disk. The default, 8 MiB, is enough for hundreds of withdrawals; 0 reserves "
        "nothing. The worker creates the file and fills it up again when there is "
        "room. It contains random bytes: exclude it from backups. No effect with "
        "PostgreSQL or `ATOMIC_REQUESTS`.",
    )
    trusted_proxies = Setting[tuple[str, ...]](
        (),
        Rule("a list of IP networks", _is_list_of_networks),
        "Networks, as strings, whose `X-Forwarded-For` header is trusted for the "
        "client IP. Without any, the address of the connection is used, and no client "
        "IP is ever sent to a recipient. Ports, brackets and quotation marks around "
        "an address are accepted. If a proxy sends something else (`unknown`), it is "
        "logged once without the value; readers behind it share one rate limit, and "
        "checks that need a client IP are skipped.",
    )
    mail_provider = Setting[object](
        None,
        Rule(
            "a Recipient, or None",
            lambda value: value is None or isinstance(value, Recipient),
        ),
        "The company that sends this site's mail, as a `Recipient`; the disclosures "
        "name it. Without one, the site sends with its own mail server. Changing it "
        "changes what was agreed to: nothing more is sent to those who have not agreed "
        "again.\n\n"
        "```python\n"
        "# settings\n"
        "from privacy_plugin import Recipient, Role\n\n"
        "PRIVACY_MAIL_PROVIDER = Recipient(\n"
        '    "Mailer GmbH",\n'
        '    short_name="Mailer",\n'
        "    role=Role.PROCESSOR,\n"
        '    hosts=("smtp.mailer.example",),\n'
        '    kept_for="They delete the mail after 30 days.",\n'
        '    kept_briefly="30 days",\n'
        '    policy_url="https://mailer.example/privacy",\n'
        ")\n"
        "```",
    )

    def is_on(self, name: str) -> bool:
        """Say whether the setting `name`, a switch of a declaration, is truthy."""
        return bool(getattr(settings, name, ""))

    def get_recipient(self, name: str) -> object:
        """Return the Recipient that the setting `name` holds, None without one."""
        return getattr(settings, name, None)

    @property
    def accepted_signing_keys(self) -> tuple[str, ...]:
        """Return PRIVACY_SIGNING_KEYS and Django's keys; the first one signs."""
        keys = (*self.signing_keys, settings.SECRET_KEY)
        return (*keys, *map(str, settings.SECRET_KEY_FALLBACKS))

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the codes of Django's LANGUAGES."""
        return tuple(code for code, _label in settings.LANGUAGES)

    @property
    def main_language(self) -> str:
        """Return Django's LANGUAGE_CODE."""
        return settings.LANGUAGE_CODE

    @property
    def task_backend(self) -> str:
        """Return the class name of the default task backend."""
        default = getattr(settings, "TASKS", {}).get("default", {})
        return str(default.get("BACKEND", "ImmediateBackend")).rpartition(".")[2]

    @property
    def admin_from_email(self) -> str:
        """Return the sender of mail from Wagtail's admin."""
        own = getattr(settings, "WAGTAILADMIN_NOTIFICATION_FROM_EMAIL", "")
        return str(own or settings.DEFAULT_FROM_EMAIL)

    @property
    def admin_base_url(self) -> str:
        """Return WAGTAILADMIN_BASE_URL, empty where it is not set."""
        return getattr(settings, "WAGTAILADMIN_BASE_URL", "") or ""


conf = CoreSettings()
