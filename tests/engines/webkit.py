"""WebKitGTK's small browser, driven by WebDriver on a screen that nobody sees."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.webkitgtk.service import Service

from tests.engines.driver import Within
from tests.tools.server_setup import find

BROWSERS = "*/webkit2gtk-4.*/MiniBrowser"
SIZE = (1280, 1000)
SCREEN = (1280, 2000)  # room for a window that a test makes taller
LOAD_SECONDS = 10


@contextmanager
def screen() -> Iterator[str]:
    """Run a screen that nobody sees; yield its name."""
    program = find("Xvfb")
    assert program, "Xvfb is missing: python -m tests.tools.server_setup"
    size = "x".join(map(str, (*SCREEN, 24)))
    process = subprocess.Popen(
        [program, "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    yield ":" + process.stdout.readline().strip()
    process.terminate()
    process.wait()
    process.stdout.close()


class WebKit:
    """One MiniBrowser; what it stores ends with it."""

    errors: tuple[type[Exception], ...] = (WebDriverException,)

    def __init__(self, display: str, *, has_scripting: bool, proxy_port: int) -> None:
        program, browsers = (
            find("WebKitWebDriver"),
            sorted(Path("/usr/lib").glob(BROWSERS)),
        )
        assert program, "WebKitWebDriver is missing: python -m tests.tools.server_setup"
        assert browsers, "MiniBrowser is missing: python -m tests.tools.server_setup"
        options = WebKitGTKOptions()
        options.binary_location = str(browsers[-1])
        for argument in (
            "--automation",
            f"--enable-javascript={str(has_scripting).lower()}",
            f"--proxy=http://127.0.0.1:{proxy_port}",
            f"--geometry={SIZE[0]}x{SIZE[1]}",
        ):
            options.add_argument(argument)
        options.set_capability("acceptInsecureCerts", True)
        service = Service(program, env={**os.environ, "DISPLAY": display})
        self._driver = WebKitGTK(options=options, service=service)
        self._driver.set_page_load_timeout(LOAD_SECONDS)

    def open(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        self._driver.switch_to.default_content()
        self._driver.get(url)

    def back(self) -> None:
        self._driver.switch_to.default_content()
        with suppress(TimeoutException):  # it is a frame that goes back
            self._driver.back()

    def reload(self) -> None:
        """Load the page again."""
        self._driver.switch_to.default_content()
        self._driver.refresh()

    def address(self) -> str:
        return str(self._driver.current_url)

    def find(self, xpath: str, within: Within = ()) -> Sequence[WebElement]:
        """Return the elements of the page, or of a frame within it."""
        self._driver.switch_to.default_content()
        for frame in within:
            self._driver.switch_to.frame(self._driver.find_element(By.XPATH, frame))
        return self._driver.find_elements(By.XPATH, xpath)

    def cookies(self) -> set[str]:
        """Return the names of the cookies that the page's host has set."""
        return {cookie["name"] for cookie in self._driver.get_cookies()}

    def resize(self, width: int, height: int) -> None:
        """Give the window this size."""
        self._driver.set_window_size(width, height)

    def screenshot(self) -> bytes:
        """Return a PNG of what is in view."""
        self._driver.switch_to.default_content()
        return self._driver.get_screenshot_as_png()

    def duplicate(self) -> None:
        """Open the same address in a second tab: its menu cannot be driven."""
        address = self.address()
        self._driver.switch_to.new_window("tab")
        self._driver.get(address)

    def close(self) -> None:
        self._driver.quit()
