"""Settings for the tests: the development ones, without what makes tests slow."""

import os
import tempfile
import zlib
from pathlib import Path

from blog.settings.base import BASE_DIR, CACHES, DATABASES, mail_settings
from blog.settings.development import *  # noqa: F403 - settings are one namespace

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEMO_MAILBOX = None
globals().update(mail_settings("django.core.mail.backends.locmem.EmailBackend"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "second.example"]  # the second site

if DATABASES["default"]["ENGINE"] == "blog.backends.sqlite":
    # A file, because a browser test's server answers in threads of its own; one per
    # process, because two test runs may share this machine.
    _file = Path(tempfile.gettempdir()) / f"blog-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(_file)}
else:
    # Two checkouts may share one PostgreSQL.
    _checkout = zlib.crc32(str(BASE_DIR).encode())
    DATABASES["default"]["TEST"] = {"NAME": f"test_blog_{_checkout:08x}"}

# A prefix per test, so that tests share nothing, not even one Redis.
CACHES["default"]["KEY_FUNCTION"] = "tests.support.cache_isolation.cache_key"

MIDDLEWARE.remove(
    PAGE_CACHE := "privacy_plugin.page_cache.middleware.PageCacheMiddleware"
)

PRIVACY_STORAGE_RESERVE_BYTES = 0  # the disk of a test is kept for no withdrawal
