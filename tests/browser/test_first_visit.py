"""A first visit: nothing moves while the page loads, and the console stays empty."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from playwright.sync_api import Route
from wagtail.models import Site

from blog.media import avif
from blog.models import PostPage
from tests.support.browser.sessions import Visit

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

WIDTHS = [390, 1280]
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
    """Load the demo; return the paths of a post and of the pages around it."""
    site = Site.objects.get(is_default_site=True)
    call_command("load_demo", verbosity=0)
    Site.objects.filter(is_default_site=True).update(
        hostname=site.hostname, port=site.port
    )
    Site.clear_site_root_paths_cache()
    while avif.make_next():
        pass
    post = PostPage.objects.live().order_by("pk").first()
    return ["/", "/de/", "/privacy/", "/write-to-us/", post.get_url()]


def hand_out(route: Route) -> None:
    """Answer for the web server in front, which has the uploads in production."""
    name = unquote(urlsplit(route.request.url).path).removeprefix(settings.MEDIA_URL)
    kind = name.rpartition(".")[2]
    with default_storage.open(name) as file:
        route.fulfill(body=file.read(), content_type=f"image/{kind}")


def visits(browse) -> Iterator[Visit]:
    """Yield a browser for each width, which notes what moves."""
    for width in WIDTHS:
        visit = browse(viewport={"width": width, "height": 800})
        visit.context.add_init_script(WATCH)
        visit.context.route("**/media/**", hand_out)
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
        assert visit.complaints == []

    assert moved == {}
    assert pictures
    assert all(source.endswith(".avif") for source in pictures)
    visit.page.evaluate("document.querySelector('main').style.paddingTop = '300px'")
    visit.page.evaluate("new Promise(done => setTimeout(done, 500))")
    assert visit.page.evaluate("moved")  # so it would have been noticed
