"""What browsers before 2023 get instead: every way still leads to its end.

A proxy takes away what they do not send and do not know (docs/reference/browsers.md).
"""

from __future__ import annotations

import pytest

from tests.engines import older_browsers
from tests.engines.gates import (
    ALWAYS,
    FILM_HOST,
    GATE,
    ONCE,
    STOP,
    asked_in,
    is_playing,
    stays_quiet,
)

CONTINUE = "Continue"


@pytest.fixture(params=[False, True], ids=["with Origin", "without Origin"])
def tells_origin(request, proxy):
    """Make the browser an older one; say whether it tells where a form comes from."""
    proxy.rewrite = older_browsers.without_features
    proxy.removed_headers = older_browsers.FETCH_METADATA
    if request.param:
        proxy.rewrite = older_browsers.without_layers
        proxy.removed_headers |= {"origin"}
    return not request.param


def test_older_browser_loads_an_embed_and_stops_it(
    reader, tells_origin, film, expect_traces
):
    cookies = 0 if tells_origin else 1
    reader.open(film)
    reader.sees_button(ONCE)
    if not reader.has_scripting:
        assert reader.is_shown(GATE[0])  # nothing could bring it back later
    reader.press(ONCE)
    if not tells_origin:
        reader.press(CONTINUE, GATE)
    is_playing(reader)
    expect_traces(loads=FILM_HOST, cookies=cookies)

    reader.press(STOP, GATE)
    if not tells_origin:
        reader.press(CONTINUE, GATE)
    reader.sees("Stopped.", asked_in(reader))
    reader.reload()
    stays_quiet(reader, expect_traces, cookies=cookies)


def test_older_browser_remembers_always_and_forgets_it(
    scripted, tells_origin, film, expect_traces
):
    cookies = 0 if tells_origin else 1
    scripted.open(film)
    scripted.press(ALWAYS)
    if not tells_origin:
        scripted.press(CONTINUE, GATE)
    is_playing(scripted)
    expect_traces(loads=FILM_HOST, cookies=cookies + 1, events=["given"])
    scripted.reload()
    is_playing(scripted)
    expect_traces(loads=FILM_HOST, cookies=cookies + 1)

    scripted.press(STOP, GATE)
    if not tells_origin:
        scripted.press(CONTINUE, GATE)
    scripted.sees("Stopped.")
    expect_traces(cookies=cookies, events=["withdrawn"])


def test_older_browser_sends_a_comment_and_takes_its_consent_back(
    reader, tells_origin, live_site, post, server, expect_traces
):
    cookies = 0 if tells_origin else 1
    reader.open(post.full_url)
    reader.type("Your comment", "What I think about it")
    reader.tick(
        "Only if you tick this: Akismet in the USA may check my comment for spam."
    )
    reader.press("Send comment")
    if not tells_origin:
        reader.press(CONTINUE)
    reader.sees("Thank you for your comment")
    expect_traces(cookies=cookies, events=["given"])

    reader.press("Withdraw consent")  # the private link is proof enough of who asks
    reader.sees("withdrawn")
    expect_traces(cookies=cookies, events=["withdrawn"])
