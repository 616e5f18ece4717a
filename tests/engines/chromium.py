"""Chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from playwright.sync_api import (
    Browser,
    ElementHandle,
    Error,
    Frame,
    TimeoutError,  # noqa: A004 - Playwright's own
)

from tests.engines.driver import ENTER, SHIFT, Within


class ChromiumElement:
    """One element of a page, with WebDriver's words."""

    def __init__(self, handle: ElementHandle) -> None:
        self._handle = handle

    @property
    def text(self) -> str:
        """Return the words that are shown."""
        return self._handle.inner_text()

    def click(self) -> None:
        """Click it; an option of a list is chosen, as WebDriver does."""
        if self._handle.evaluate("one => one.localName") == "option":
            choice = self._handle.evaluate_handle("one => one.closest('select')")
            choice.as_element().select_option(element=self._handle)
        else:
            self._handle.click()

    def clear(self) -> None:
        """Empty a field."""
        self._handle.fill("")

    def send_keys(self, text: str) -> None:
        self._handle.type(text.replace(ENTER, "\n").replace(SHIFT, ""))

    def get_property(self, name: str) -> object:
        """Return what a field holds: its ``value``."""
        assert name == "value"
        return self._handle.input_value()

    def is_displayed(self) -> bool:
        return self._handle.is_visible()

    def is_selected(self) -> bool:
        """Say whether a box is ticked."""
        return self._handle.is_checked()


class Chromium:
    """One profile of a Chromium that is running."""

    errors: tuple[type[Exception], ...] = (Error,)

    def __init__(
        self, browser: Browser, *, has_scripting: bool, proxy_port: int
    ) -> None:
        """Open the profile with one page."""
        self._context = browser.new_context(
            java_script_enabled=has_scripting,
            ignore_https_errors=True,
            locale="en-GB",
            proxy={"server": f"http://127.0.0.1:{proxy_port}", "bypass": "<-loopback>"},
        )
        self._context.set_default_timeout(5_000)
        self._page = self._context.new_page()

    def open(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        self._page.goto(url)

    def back(self) -> None:
        with suppress(TimeoutError):  # it is a frame that goes back
            self._page.go_back(timeout=1_500)

    def reload(self) -> None:
        """Load the page again."""
        self._page.reload()

    def address(self) -> str:
        return self._page.url

    def find(self, xpath: str, within: Within = ()) -> Sequence[ChromiumElement]:
        """Return the elements of the page, or of a frame within it."""
        place: Frame = self._page.main_frame
        for path in within:
            element = place.query_selector(f"xpath={path}")
            frame = element.content_frame() if element else None
            if frame is None:
                raise Error(f"no frame {path}")
            place = frame
        found = place.query_selector_all(f"xpath={xpath}")
        return [ChromiumElement(handle) for handle in found]

    def cookies(self) -> set[str]:
        """Return the names of the cookies that the page's host has set."""
        cookies = self._context.cookies(self._page.url)
        return {cookie.get("name", "") for cookie in cookies}

    def resize(self, width: int, height: int) -> None:
        self._page.set_viewport_size({"width": width, "height": height})

    def screenshot(self) -> bytes:
        """Return a PNG of what is in view."""
        return self._page.screenshot()

    def duplicate(self) -> None:
        """Open the same address in a second tab: its menu cannot be driven."""
        address = self._page.url
        self._page = self._context.new_page()
        self._page.goto(address)

    def close(self) -> None:
        self._context.close()
