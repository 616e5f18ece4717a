"""Settings for trying things out on one's own machine."""

from blog.settings.base import *  # noqa: F403 - settings are one namespace
from blog.settings.base import mail_settings

DEBUG = True
SECRET_KEY = "only-for-development-and-never-for-a-site-that-others-can-reach"  # noqa: S105 - says so itself
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
globals().update(mail_settings("django.core.mail.backends.console.EmailBackend"))
