"""Firefox, driven by its own Marionette protocol; no other program is needed."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from marionette_driver import By, errors
from marionette_driver.marionette import Marionette, WebElement

from tests.engines.driver import Within
from tests.support.servers.ports import free_port
from tests.tools.server_setup import find

FLUSHER = "resource:///modules/sessionstore/TabStateFlusher.sys.mjs"
START_SECONDS = 60
BACK_SECONDS = 1.5
SIZE = (1280, 1000)
QUIET = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.newtabpage.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "general.smoothScroll": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "remote.prefs.recommended": True,
    "toolkit.telemetry.server": "https://127.0.0.1:1/",
}


class Firefox:
    """One Firefox with a profile of its own in `folder`."""

    errors: tuple[type[Exception], ...] = (errors.MarionetteException,)

    def __init__(self, folder: Path, *, has_scripting: bool, proxy_port: int) -> None:
        """Start it, and wait until it listens."""
        program = find("firefox-esr") or find("firefox")
        assert program, "firefox-esr is missing: python -m tests.tools.server_setup"
        port = free_port()
        chosen = {
            **QUIET,
            "javascript.enabled": has_scripting,
            "marionette.port": port,
            "network.proxy.allow_hijacking_localhost": True,
            "network.proxy.http": "127.0.0.1",
            "network.proxy.http_port": proxy_port,
            "network.proxy.no_proxies_on": "",
            "network.proxy.ssl": "127.0.0.1",
            "network.proxy.ssl_port": proxy_port,
            "network.proxy.type": 1,
        }
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in chosen.items()
        )
        (folder / "user.js").write_text("\n".join(lines))
        options = ["--marionette", "--headless", "--remote-allow-system-access"]
        self._process = subprocess.Popen(
            [program, *options, "--no-remote", "--profile", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_for(port)
        self._marionette = Marionette(host="127.0.0.1", port=port)
        self._marionette.start_session({"acceptInsecureCerts": True})

    def open(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        self._marionette.switch_to_frame()
        self._marionette.navigate(url)

    def back(self) -> None:
        """Press *Back*; Marionette's own waits in vain where a frame goes back."""
        self._marionette.switch_to_frame()
        before = self.address()
        with self._marionette.using_context("chrome"):
            self._marionette.execute_script("gBrowser.selectedBrowser.goBack()")
        deadline = time.monotonic() + BACK_SECONDS
        while self.address() == before and time.monotonic() < deadline:
            time.sleep(0.05)

    def reload(self) -> None:
        """Load the page again."""
        self._marionette.switch_to_frame()
        self._marionette.refresh()

    def address(self) -> str:
        return str(self._marionette.get_url())

    def find(self, xpath: str, within: Within = ()) -> Sequence[WebElement]:
        """Return the elements of the page, or of a frame within it."""
        self._marionette.switch_to_frame()
        for frame in within:
            self._marionette.switch_to_frame(
                self._marionette.find_element(By.XPATH, frame)
            )
        return list(self._marionette.find_elements(By.XPATH, xpath))

    def cookies(self) -> set[str]:
        """Return the names of the cookies that the page's host has set."""
        return {cookie["name"] for cookie in self._marionette.get_cookies()}

    def resize(self, width: int, height: int) -> None:
        """Give the window this size."""
        self._marionette.set_window_rect(width=width, height=height)

    def screenshot(self) -> bytes:
        """Return a PNG of what is in view."""
        self._marionette.switch_to_frame()
        return bytes(self._marionette.screenshot(format="binary", full=False))

    def duplicate(self) -> None:
        """Duplicate the tab, as its menu does, and turn to the new one."""
        self._turn_to_what("gBrowser.duplicateTab(gBrowser.selectedTab)")

    def restore(self) -> None:
        """Close the tab and take it back, as *Reopen Closed Tab* does."""
        self._marionette.open(type="tab")
        self._turn_to_what(
            # What a tab held is gathered in the background; without it none is closed.
            f"const {{ TabStateFlusher }} = ChromeUtils.importESModule('{FLUSHER}');"
            "await TabStateFlusher.flush(gBrowser.selectedBrowser);"
            "gBrowser.removeTab(gBrowser.selectedTab);"
            "SessionStore.undoCloseTab(window, 0)"
        )

    def _turn_to_what(self, opens: str) -> None:
        before = set(self._marionette.window_handles)
        with self._marionette.using_context("chrome"):
            self._marionette.execute_async_script(
                f"(async () => {{ {opens} }})().then(arguments[0], arguments[0]);"
            )
        deadline = time.monotonic() + START_SECONDS
        while not (opened := set(self._marionette.window_handles) - before):
            assert time.monotonic() < deadline, "no other tab"
            time.sleep(0.05)
        self._marionette.switch_to_window(opened.pop())

    def begin(self) -> None:
        """Forget cookies, stores and the pages before, as a new profile would."""
        self._marionette.switch_to_window(self._marionette.window_handles[0])
        with self._marionette.using_context("chrome"):
            self._marionette.execute_async_script(
                "const done = arguments[0];"
                "Services.clearData.deleteData(Services.clearData.CLEAR_ALL,"
                "  { onDataDeleted: () => done() });"
            )
        old = self._marionette.window_handles
        new = self._marionette.open(type="tab")["handle"]
        for handle in old:
            self._marionette.switch_to_window(handle)
            self._marionette.close()
        self._marionette.switch_to_window(new)
        self.resize(*SIZE)

    def close(self) -> None:
        """Leave the page; the next visit goes on with the same Firefox."""
        self._marionette.switch_to_frame()
        self._marionette.navigate("about:blank")

    def quit(self) -> None:
        with suppress(OSError, errors.MarionetteException):
            self._marionette.delete_session()
        self._process.terminate()
        self._process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < deadline, "Firefox did not start"
            time.sleep(0.1)
        else:
            return
