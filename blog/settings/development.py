"""Settings for trying things out on one's own machine."""

from blog.settings.base import *  # noqa: F403 - settings are one namespace
from blog.settings.base import VAR_DIR, mail_settings

DEBUG = True
SECRET_KEY = "only-for-development-and-never-for-a-site-that-others-can-reach"  # noqa: S105 - says so itself
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
# Mails are shown at /demo/mails/. Nothing protects these pages.
DEMO_MAILBOX = VAR_DIR / "mailbox"
globals().update(mail_settings("blog.demo.mailbox.storage.EmailBackend"))
