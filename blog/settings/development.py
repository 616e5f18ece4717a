"""Settings for trying things out on one's own machine."""

from blog.settings.base import *  # noqa: F403 - settings are one namespace

DEBUG = True
SECRET_KEY = "only-for-development-and-never-for-a-site-that-others-can-reach"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
