"""Settings for a site that others can reach.

Nothing here has a default that would be unsafe. A missing or malformed variable stops
the start and is named.
"""

from blog.settings.base import *  # noqa: F403 - settings are one namespace
from blog.settings.base import WAGTAILADMIN_BASE_URL, environment, mail_settings

DEBUG = False
SECRET_KEY = environment.secret_key("SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS", "")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
environment.database("DATABASE_URL")  # base has read it; here it must be set
environment.url("BASE_URL")  # likewise
# A connection is kept for a minute: to open one takes longer than the one query that an
# answer from the page cache needs, and SQLite reads its whole schema.
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)  # noqa: F405 - from base
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = environment.switch("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", 31_536_000, least=1)
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.switch("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = environment.switch("HSTS_PRELOAD", default=False)
# Whether HSTS covers the other hosts of the domain, and whether browsers ship with it,
# is its owner's decision and cannot be taken back for a year: both default to no.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if PRIVACY_TRUSTED_PROXIES:  # noqa: F405 - from base
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STORAGES["staticfiles"] = {  # noqa: F405 - from base
    "BACKEND": "blog.backends.static_files.BundledStaticFilesStorage",
}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text(
    "DEFAULT_FROM_EMAIL",
    "webmaster@localhost",
)
_security = environment.choice("EMAIL_SECURITY", "none", ("none", "starttls", "tls"))
globals().update(
    mail_settings(
        "django.core.mail.backends.smtp.EmailBackend",
        host=environment.text("EMAIL_HOST", "localhost"),
        port=environment.number("EMAIL_PORT", 25, least=1, most=65_535),
        username=environment.text("EMAIL_HOST_USER", ""),
        password=environment.text("EMAIL_HOST_PASSWORD", ""),
        use_tls=_security == "starttls",
        use_ssl=_security == "tls",
        timeout=environment.number("EMAIL_TIMEOUT", 10, least=1),
    ),
)

_levels = ("info", "warning", "error")
_log_level = environment.choice("LOG_LEVEL", "info", _levels).upper()
# No mail to ADMINS: a report of an error would hold the whole request.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"impersonal": {"()": "blog.settings.log_filters.RedactRequestFilter"}},
    "formatters": {
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["impersonal"],
            "formatter": "plain",
        },
    },
    "root": {"handlers": ["console"], "level": _log_level},
    "loggers": {"django": {"handlers": [], "level": _log_level}},
}
