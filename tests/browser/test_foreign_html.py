"""A page full of hostile HTML opens no connection to anybody, not even an empty one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Playwright

from blog.models import PostPage
from tests.support import factories
from tests.support.browser import sessions
from tests.support.samples.hostile_html import HOSTILE

HOST = "elsewhere.example"
PRECONNECT = f'<link rel="preconnect" href="https://{HOST}"><img src="http://{HOST}/p">'

pytestmark = pytest.mark.browser


class Ear:
    """Listen on loopback and count who connects, whatever they want to say."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.calls = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _address = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()


@pytest.fixture(scope="module")
def ear() -> Iterator[Ear]:
    """Return what all of elsewhere is mapped to."""
    made = Ear()
    yield made
    made.socket.close()


@pytest.fixture(scope="module")
def listened(ear: Ear, driver: Playwright) -> Iterator[Browser]:
    """Start a Chromium for which the ear is every host of the hostile HTML."""
    known = ("*.example", "*.youtube.com", "twitter.com", "www.instagram.com")
    rules = ", ".join(f"MAP {name} 127.0.0.1:{ear.port}" for name in known)
    browser = sessions.launch(driver, known=rules)
    yield browser
    browser.close()


@pytest.fixture(params=[True, False], ids=["scripting", "no-scripting"])
def reader(request, listened: Browser, ear: Ear) -> Iterator[sessions.Visit]:
    """Open a visit with scripting, and one without."""
    ear.calls = 0
    visit = sessions.begin(listened, javascript=request.param)
    yield visit
    visit.context.close()


def published(kind: str, texts: list[str]) -> PostPage:
    """Publish a post whose row holds these texts as nobody's form would let them in."""
    post = factories.post(title="Hostile")
    post.body = post.body.stream_block.to_python(
        [{"type": kind, "value": text} for text in texts]
    )
    post.save()
    return post


@pytest.mark.parametrize("kind", ["html", "paragraph"])
def test_hostile_html_contacts_nobody(reader, live_site, ear, kind):
    post = published(kind, [text for text in HOSTILE if "\x00" not in text])

    answer = reader.page.goto(post.full_url)
    reader.page.mouse.wheel(0, 20_000)
    reader.page.wait_for_load_state("networkidle")
    reader.page.wait_for_timeout(300)

    assert answer.ok
    assert reader.hosts == {urlsplit(live_site).netloc}
    assert ear.calls == 0
    assert not reader.cookies
    assert urlsplit(reader.page.url).path == post.url


def test_the_ear_hears_what_the_policy_of_a_page_would_not_stop(reader, ear):
    reader.page.set_content(PRECONNECT)
    reader.page.wait_for_timeout(500)

    assert ear.calls
