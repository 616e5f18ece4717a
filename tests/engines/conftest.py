"""The three engines, each with scripting and without, behind a proxy that notes all.

`reader` runs a test six times. A reader's browser has nothing in it at the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser as PlaywrightBrowser

from blog.demo.servers.embeds import EmbedServer
from privacy_plugin.consent.models import ConsentEvent
from tests.browser.conftest import post, server, stand_in, work
from tests.engines.chromium import Chromium
from tests.engines.driver import Browser, Engine
from tests.engines.firefox import Firefox
from tests.engines.webkit import WebKit, screen
from tests.support.samples.embeds import FILM_URL, embed_block, page_with
from tests.support.servers import recording_proxy
from tests.support.servers.embed_providers import provider_server, providers
from tests.support.servers.recording_proxy import RecordingProxy

__all__ = ["post", "provider_server", "providers", "server", "stand_in", "work"]

Start = Callable[[bool], Engine]
ExpectTraces = Callable[..., None]


def pytest_configure(config: pytest.Config) -> None:
    """Offer a browser."""
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here: it needs browsers that a machine may not have."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def proxy_server() -> Iterator[RecordingProxy]:
    """Start the proxy of all browsers once."""
    with recording_proxy.running() as proxy:
        yield proxy


@pytest.fixture
def proxy(proxy_server: RecordingProxy) -> RecordingProxy:
    """Return the proxy with nothing noted."""
    proxy_server.begin()
    return proxy_server


@pytest.fixture(scope="session")
def start_chromium(chromium: PlaywrightBrowser, proxy_server: RecordingProxy) -> Start:
    """Return what opens a new profile of Chromium."""
    return lambda scripting: Chromium(
        chromium, has_scripting=scripting, proxy_port=proxy_server.port
    )


@pytest.fixture(scope="session")
def start_firefox(
    proxy_server: RecordingProxy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    """Return what empties a Firefox; two are started, when they are needed."""
    running: dict[bool, Firefox] = {}

    def start(scripting: bool) -> Engine:  # noqa: FBT001 - it is a parameter of the tests
        if scripting not in running:
            running[scripting] = Firefox(
                tmp_path_factory.mktemp("firefox"),
                has_scripting=scripting,
                proxy_port=proxy_server.port,
            )
        running[scripting].begin()
        return running[scripting]

    yield start
    for firefox in running.values():
        firefox.quit()


@pytest.fixture(scope="session")
def start_webkit(proxy_server: RecordingProxy) -> Iterator[Start]:
    """Return what starts a WebKit; what it stores ends with it."""
    with screen() as display:
        yield lambda scripting: WebKit(
            display, has_scripting=scripting, proxy_port=proxy_server.port
        )


ENGINES = ("chromium", "firefox", "webkit")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for a reader in each engine that can do it."""
    if "reader" not in metafunc.fixturenames:
        return
    ways = [True] if "scripted" in metafunc.fixturenames else [True, False]
    engines = ["firefox"] if "restorable" in metafunc.fixturenames else ENGINES
    params = {
        f"{engine}-{'scripting' if scripting else 'no-scripting'}": (engine, scripting)
        for engine in engines
        for scripting in ways
    }
    metafunc.parametrize("reader", params.values(), ids=params.keys(), indirect=True)


@pytest.fixture
def reader(request: pytest.FixtureRequest, proxy: RecordingProxy) -> Iterator[Browser]:
    """Return a reader in front of one engine."""
    name, scripting = request.param
    start: Start = request.getfixturevalue(f"start_{name}")
    engine = start(scripting)
    proxy.forget()
    yield Browser(engine, has_scripting=scripting)
    engine.close()


@pytest.fixture
def scripted(reader: Browser) -> Browser:
    """Return a reader with scripting; what needs none asks for `reader`."""
    return reader


@pytest.fixture
def restorable(reader: Browser) -> Browser:
    """Return a reader whose engine lets a closed tab be brought back."""
    return reader


@pytest.fixture
def film(live_site: str, providers: EmbedServer, proxy: RecordingProxy) -> str:
    """Return the address of a page with one gate, whose provider is played."""
    proxy.plays = providers
    return page_with(embed_block(FILM_URL), title="One film").full_url


@pytest.fixture
def expect_traces(
    reader: Browser, proxy: RecordingProxy, live_site: str
) -> ExpectTraces:
    """Return what compares hosts, cookies and events with those of the last time."""
    known = 0

    def compare(*, loads: str = "", cookies: int = 0, events: Sequence[str] = ()):
        """Expect our own host and `loads`; so many cookies; these new events."""
        nonlocal known
        assert proxy.hosts - {urlsplit(live_site).netloc} == (
            {loads} if loads else set()
        )
        assert len(reader.cookies()) == cookies
        states = ConsentEvent.objects.order_by("pk").values_list("state", flat=True)
        assert list(states)[known:] == list(events)
        known += len(events)
        proxy.forget()

    return compare
