"""Gates as a reader of any engine meets them."""

from __future__ import annotations

from collections.abc import Callable

from tests.engines.driver import Browser, Within

FILM_HOST = "player.film.example:443"
FRAME = "(//iframe[contains(@class, 'embed-gate__frame')])"
PLAYER = "//iframe[contains(@class, 'embed-player__frame')]"
GATE = (f"{FRAME}[1]",)
PLAYER_COLOR = (39, 54, 79)  # of what the stand-in shows for this host
ONCE, ALWAYS, STOP = "Load it once", "Always load from Film House", "Stop and forget"
PLAYING = "has just learned this"


def frame(number: int) -> Within:
    return (f"{FRAME}[{number}]",)


def is_playing(reader: Browser, number: int = 1) -> None:
    """Wait until the provider's page is there, to be seen and to be stopped."""
    reader.sees(PLAYING, (*frame(number), PLAYER))
    assert reader.is_shown(frame(number)[0])
    reader.sees_button(STOP, frame(number))


def stays_quiet(
    reader: Browser, expect_traces: Callable[..., None], *, cookies: int = 0
) -> None:
    """Give the page time, and see that nothing came of it."""
    reader.rest()
    expect_traces(cookies=cookies)


def asked_in(reader: Browser) -> Within:
    """Return where a reader is asked again: without a script, in the frame itself."""
    return () if reader.has_scripting else GATE
