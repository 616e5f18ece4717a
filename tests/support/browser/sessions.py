"""A reader's browser for tests: it notes down every host, cookie and storage entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.tools.browser_setup import MISSING, find_chromium

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
]
RESOLVING = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
STORAGE = """() => [
    ...Object.keys(localStorage).map(key => `localStorage ${key}`),
    ...Object.keys(sessionStorage).map(key => `sessionStorage ${key}`),
]"""
DATABASES = (
    """async () => (await indexedDB.databases()).map(one => `indexedDB ${one.name}`)"""
)


def launch(playwright: Playwright, *, known: str = "") -> Browser:
    """Start Chromium; fail when this machine has none.

    `known` are rules for names that lead to this machine, such as ``MAP a 127.0.0.1``.
    """
    path = find_chromium()
    assert path, MISSING
    rules = f"{known}, {RESOLVING}" if known else RESOLVING
    arguments = [*QUIET, f"--host-resolver-rules={rules}"]
    return playwright.chromium.launch(executable_path=path, args=arguments)


@dataclass
class Visit:
    """One reader's visit: a fresh browser profile with one page."""

    context: BrowserContext
    page: Page
    has_scripting: bool
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def hosts(self) -> set[str]:
        """Return each ``host:port`` the browser asked for anything, or tried to."""
        return {urlsplit(url).netloc for url in self.requests if "://" in url}

    @property
    def cookies(self) -> set[str]:
        """Return the names of all cookies of the profile."""
        return {cookie.get("name", "") for cookie in self.context.cookies()}

    @property
    def storage(self) -> set[str]:
        """Return what the page's origin keeps in the browser besides cookies.

        Without scripting there is nothing that could have written it, and the
        profile's saved state says so.
        """
        if self.has_scripting:
            return {*self.page.evaluate(STORAGE), *self.page.evaluate(DATABASES)}
        return {
            f"localStorage {entry['name']}"
            for origin in self.context.storage_state().get("origins", [])
            for entry in origin["localStorage"]
        }


def begin(browser: Browser, *, javascript: bool = True, **options: Any) -> Visit:
    """Open a profile of its own; `options` are those of Playwright's new_context."""
    options.setdefault("locale", "en-GB")
    context = browser.new_context(java_script_enabled=javascript, **options)
    context.set_default_timeout(10_000)
    page = context.new_page()
    visit = Visit(context=context, page=page, has_scripting=javascript)
    context.on("request", lambda request: visit.requests.append(request.url))
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            visit.complaints.append(message.text) if message.type == "error" else None
        ),
    )
    return visit


def begin_patiently(browser: Browser) -> Visit:
    """Open a profile that trusts any certificate and waits for programs that start."""
    visit = begin(browser, ignore_https_errors=True)
    visit.context.set_default_timeout(60_000)
    return visit
