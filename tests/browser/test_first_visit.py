"""A first visit, slow: nothing moves while a page loads, the console stays empty."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from playwright.sync_api import Route
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page, Site

from blog.media import avif
from tests.support.browser.sessions import Visit

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

WIDTHS = [390, 1280]
PICTURE_SECONDS = 0.2
SLOW = {
    "offline": False,
    "latency": 150,  # milliseconds
    "downloadThroughput": 60_000,  # bytes per second
    "uploadThroughput": 60_000,
}
OTHER_PATHS = ("search/", "search/?q=data", "privacy/", "privacy/choices/")
MORE_PATHS = ("subscriptions/", "feed/about/", "no-such-page/")
WATCH = """
    window.moved = [];
    new PerformanceObserver(list => {
        for (const one of list.getEntries())
            for (const source of one.sources)
                moved.push(`${one.value} ${source.node && source.node.outerHTML}`
                    .slice(0, 200));
    }).observe({type: 'layout-shift', buffered: true});
"""
SCROLL = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
        scrollTo({top: y, behavior: 'instant'});
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    }
}"""
LOADED = """async () => {
    await Promise.all([...document.images].map(image => image.complete ||
        new Promise(done => { image.onload = image.onerror = done; })));
    return [...document.images].map(image => [image.currentSrc, image.naturalWidth]);
}"""


@pytest.fixture
def paths(live_site: str) -> list[str]:
    """Load the demo; return the paths of all of its pages, in both languages."""
    site = Site.objects.get(is_default_site=True)
    call_command("load_demo", verbosity=0)
    Site.objects.filter(is_default_site=True).update(
        hostname=site.hostname, port=site.port
    )
    Site.clear_site_root_paths_cache()
    while avif.make_next():
        pass
    batch = PurgeBatch()
    batch.add_pages(Page.objects.live().public())
    found = {urlsplit(url).path for url in batch.urls if not url.endswith("/feed/")}
    others = {
        f"{start}{path}" for start in ("/", "/de/") for path in OTHER_PATHS + MORE_PATHS
    }
    return sorted(found | others)


def hand_out(route: Route) -> None:
    """Answer for the web server in front, which has the uploads in production."""
    name = unquote(urlsplit(route.request.url).path).removeprefix(settings.MEDIA_URL)
    kind = name.rpartition(".")[2]
    time.sleep(PICTURE_SECONDS)
    with default_storage.open(name) as file:
        route.fulfill(body=file.read(), content_type=f"image/{kind}")


def visits(browse) -> Iterator[Visit]:
    """Yield a browser for each width, which notes what moves."""
    for width in WIDTHS:
        visit = browse(viewport={"width": width, "height": 800})
        visit.context.add_init_script(WATCH)
        visit.context.route("**/media/**", hand_out)
        network = visit.context.new_cdp_session(visit.page)
        network.send("Network.emulateNetworkConditions", SLOW)
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        yield visit


def read(visit: Visit, address: str) -> tuple[list[str], list[str]]:
    """Read a page to its end; return what moved, and the pictures it took."""
    visit.page.goto(address)
    visit.page.evaluate(SCROLL)
    pictures = visit.page.evaluate(LOADED)
    assert all(width for _source, width in pictures), pictures
    return visit.page.evaluate("moved"), [source for source, _width in pictures]


def test_nothing_moves_and_nothing_complains(browse, paths, live_site):
    moved, pictures = {}, []
    for visit in visits(browse):
        for path in paths:
            found, taken = read(visit, live_site + path)
            pictures += taken
            if found:
                moved[path] = found
        missing = [text for text in visit.complaints if "404" not in text]
        assert missing == []

    assert moved == {}
    ours = {source for source in pictures if f"{settings.MEDIA_URL}images/" in source}
    assert ours
    assert {source for source in ours if not source.endswith(".avif")} == set()
    visit.page.evaluate("document.querySelector('main').style.paddingTop = '300px'")
    visit.page.evaluate("new Promise(done => setTimeout(done, 500))")
    assert visit.page.evaluate("moved")  # so it would have been noticed
