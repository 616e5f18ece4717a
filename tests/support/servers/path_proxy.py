"""The live server as it stands behind a proxy that publishes it below a path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import set_script_prefix

PREFIX = "/blog"


class PathProxy:
    """Hand on what is asked for below the path; refuse and note all the rest.

    What a proxy hands on lacks the path: SCRIPT_NAME has it (PEP 3333).
    """

    def __init__(self, application: Any) -> None:
        """Stand before a WSGI application."""
        self.application = application
        self.outside: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(f"{PREFIX}/"):
            self.outside.append(path)
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"Another program of this host answers here."]
        within = {"SCRIPT_NAME": PREFIX, "PATH_INFO": path.removeprefix(PREFIX)}
        return self.application({**environ, **within}, start_response)


@pytest.fixture
def proxy(live_server, settings) -> Iterator[PathProxy]:
    """Publish the live server below a path, with the settings that BASE_URL makes."""
    settings.FORCE_SCRIPT_NAME = PREFIX
    settings.SESSION_COOKIE_PATH = settings.CSRF_COOKIE_PATH = f"{PREFIX}/"
    settings.STATIC_URL, settings.MEDIA_URL = f"{PREFIX}/static/", f"{PREFIX}/media/"
    settings.WHITENOISE_USE_FINDERS = True  # Django's own server knows no prefix
    httpd = live_server.thread.httpd
    direct = httpd.get_app()
    proxy = PathProxy(WSGIHandler())
    httpd.set_app(proxy)
    set_script_prefix(PREFIX)  # as django.setup() does for a worker
    yield proxy
    set_script_prefix("/")
    httpd.set_app(direct)
