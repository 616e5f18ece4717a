"""What every installation of the blog has in common.

Whatever differs between two installations comes from an environment variable, read
here or in ``production``; ``docs/reference/environment.md`` has a paragraph on each.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import django
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from blog.settings.environment import Environment

environment = Environment()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var"))).absolute()
VAR_DIR.mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    "blog",
    "privacy_plugin.akismet",
    "privacy_plugin.form_pages",
    "privacy_plugin.comments",
    "privacy_plugin.embeds",
    "privacy_plugin.page_cache",
    "privacy_plugin.subscriptions",
    "privacy_plugin",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "privacy_plugin.page_cache.middleware.PageCacheMiddleware",
    "blog.media.ranges.RangeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "blog.middleware.AddressLanguageMiddleware",
    "blog.middleware.ThemeMiddleware",
    "blog.middleware.ReaderRequestMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "blog.middleware.PathRedirectMiddleware",
    "privacy_plugin.embeds.middleware.EmbedsMiddleware",
]

ROOT_URLCONF = "blog.urls"
WSGI_APPLICATION = "blog.wsgi.application"
ASGI_APPLICATION = "blog.asgi.application"

DEFAULT_THEME = environment.text("DEFAULT_THEME", "paper")
THEMES_DIRS = [BASE_DIR / "themes", *environment.folders("THEMES_DIRS")]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": ["blog.themes.loader.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

DATABASES = {
    "default": environment.database("DATABASE_URL", f"sqlite:///{VAR_DIR}/db.sqlite3"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    INSTALLED_APPS.append(
        "django.contrib.postgres"
    )  # Wagtail's search index rests on it
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "blog.backends.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        # Readers never wait for the writer, and a writer asks for the lock first:
        # a transaction that began by reading could not wait for it later.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": environment.cache("REDIS_URL")
    or {"BACKEND": "blog.backends.cache.ProcessCache"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = environment.choice("LANGUAGE_CODE", "en", ("en", "de"))
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "blog" / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
FORMAT_MODULE_PATH = ["blog.formats"]
USE_TZ = True
TIME_ZONE = environment.time_zone("TIME_ZONE", "Europe/Berlin")

base_url = urlsplit(environment.url("BASE_URL", "http://127.0.0.1:8000"))
# The path below which the blog lives, if any: never what a request claims, and the same
# for the worker, which has no request.
FORCE_SCRIPT_NAME = unquote(base_url.path)
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{base_url.path}/"
# Their own cookie would have no path, and hold what the admin says about readers.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STATIC_URL = f"{base_url.path}/static/"
WHITENOISE_STATIC_PREFIX = "/static/"  # as requests arrive, without the path
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    folder for parent in THEMES_DIRS for folder in sorted(parent.glob("*/static"))
]
MEDIA_URL = f"{base_url.path}/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "blog.backends.storage.MediaStorage",
        "OPTIONS": {"private_location": str(VAR_DIR / "private")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    # One constant policy, so that pages can be cached. Wagtail's admin needs inline
    # scripts and is for editors only.
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    },
}

WAGTAIL_SITE_NAME = environment.text("SITE_NAME", "Paper")
WAGTAILADMIN_BASE_URL = f"{base_url.scheme}://{base_url.netloc}"
# What the framework would send to others by itself stays off.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS = [{"class": "privacy_plugin.embeds.finder"}]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Nothing that a browser would run on the admin's origin.
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "gpx", "ics", "m4a", "mp3", "mp4", "odp", "ods", "odt",
    "ogg", "opus", "pdf", "pptx", "txt", "vcf", "wav", "webm", "xlsx", "zip",
]  # fmt: skip

WAGTAILDOCS_DOCUMENT_FORM_BASE = "blog.media.upload_forms.DocumentForm"
DOCUMENT_MAX_UPLOAD_SIZE = 1024**2 * environment.number("MAX_DOCUMENT_MEGABYTES", 50)
WAGTAILIMAGES_IMAGE_FORM_BASE = "blog.media.upload_forms.ImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1024**2 * environment.number("MAX_IMAGE_MEGABYTES", 20)
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 10**6 * environment.number("MAX_IMAGE_MEGAPIXELS", 30)

PRIVACY_TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
PRIVACY_SIGNING_KEYS = environment.words("PRIVACY_SIGNING_KEYS", "")
PRIVACY_PAGE_CACHE_FOLDER = environment.text("PRIVACY_PAGE_CACHE_FOLDER", "")
# Each size of a picture that the worker makes concerns the pages that show the picture.
PRIVACY_PAGE_CACHE_SCOPES = {"wagtailimages.Rendition": "renditions:{image}"}
PRIVACY_REVOCATION_LOG = environment.text("PRIVACY_REVOCATION_LOG", "")
PRIVACY_SUBSCRIPTIONS_FEED_URL_NAME = "about_feed"
PRIVACY_COMMENTS_SPAM_CHECKER = "privacy_plugin.akismet.checker.AkismetChecker"
PRIVACY_AKISMET_API_KEY = environment.text("PRIVACY_AKISMET_API_KEY", "")
PRIVACY_AKISMET_ENDPOINT = environment.url(
    "PRIVACY_AKISMET_ENDPOINT",
    "https://rest.akismet.com",
)
PRIVACY_EMBEDS_TEST_SERVER_URL = environment.text("PRIVACY_EMBEDS_TEST_SERVER_URL", "")


DEMO_MAILBOX: Path | None = None  # mails are sent, not shown on a page


def mail_settings(backend: str, **options: object) -> dict[str, object]:
    """Return the settings for sending mail, as the running Django wants them.

    Django 6.1 has MAILERS and deprecates the EMAIL_* names; 5.2 knows only those.
    `options` are the backend's own arguments.
    """
    if django.VERSION >= (6, 1):
        return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
    names = {"username": "EMAIL_HOST_USER", "password": "EMAIL_HOST_PASSWORD"}  # noqa: S105 - names of settings
    flat = {names.get(key, f"EMAIL_{key.upper()}"): options[key] for key in options}
    return {"EMAIL_BACKEND": backend, **flat}
