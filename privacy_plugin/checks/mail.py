"""Checks of the mail configuration, whichever app sends mail.

Only run if a declared activity sends mail. No message contains the value of a setting.
"""

from __future__ import annotations

import warnings
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend

from privacy_plugin.conf import conf
from privacy_plugin.egress.mail.connection import mail_backend
from privacy_plugin.processing import Recipient, registry
from privacy_plugin.validation.web_urls import is_loopback_host

PROVIDER = "PRIVACY_MAIL_PROVIDER"


def sends_mail() -> bool:
    """Say whether an app is installed that sends mail."""
    return any(activity.recipient_setting == PROVIDER for activity in registry)


@register
def check_tracking(**_kwargs: Any) -> list[CheckMessage]:
    """Report a mail service with open or click tracking: E060."""
    anymail = getattr(settings, "ANYMAIL", {})
    defaults = [
        values
        for name, values in anymail.items()
        if name.endswith("SEND_DEFAULTS") and isinstance(values, dict)
    ]
    wanted = {"track_opens", "track_clicks"}
    if not any(values.get(name) for values in defaults for name in wanted):
        return []
    return [
        Error(
            "ANYMAIL tells the mail service to note who opens mails or follows links.",
            hint="Remove track_opens and track_clicks from ANYMAIL.",
            id="privacy.E060",
        ),
    ]


@register
def check_mail_server(**_kwargs: Any) -> list[CheckMessage]:
    """Report a mail server without timeout (W050) or disclosure (W051)."""
    server = _mail_server()
    if server is None or not sends_mail():
        return []
    host, timeout = server
    messages: list[CheckMessage] = []
    if not timeout:
        messages.append(
            Warning(
                "A mail server that does not answer would hold a worker for ever.",
                hint="Set EMAIL_TIMEOUT or, in MAILERS, the option timeout; 10 seconds "
                "will do.",
                id="privacy.W050",
            ),
        )
    provider = conf.mail_provider
    named = provider.hosts if isinstance(provider, Recipient) else ()
    if not is_loopback_host(host) and host not in named:
        messages.append(
            Warning(
                "Mail leaves by a server that no disclosure names.",
                hint="If somebody else runs it, name them in PRIVACY_MAIL_PROVIDER, "
                "with its host name among the hosts. If it is your own, silence this.",
                id="privacy.W051",
            ),
        )
    return messages


def _mail_server() -> tuple[str, object] | None:
    """Return host and timeout of the site's SMTP server, None for another backend.

    However it is set up, the backend itself knows. Old names of settings are Django's
    to warn of.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        try:
            backend = mail_backend()
        except (ImportError, ImproperlyConfigured, TypeError, ValueError):
            return None  # Django itself says what is wrong
    if not isinstance(backend, EmailBackend):
        return None
    return str(backend.host), backend.timeout
