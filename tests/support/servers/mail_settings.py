"""The settings of a process that sends mail to a server of a test: MAIL_PORT."""

import os

from django.core.mail.utils import DNS_NAME

from blog.settings.base import mail_settings
from blog.settings.development import *  # noqa: F403 - settings are one namespace

DNS_NAME._fqdn = "localhost"  # nobody is asked what this machine is called
globals().update(
    mail_settings(
        "django.core.mail.backends.smtp.EmailBackend",
        host="127.0.0.1",
        port=int(os.environ["MAIL_PORT"]),
        timeout=10,
    )
)
