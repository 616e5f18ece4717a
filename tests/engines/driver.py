"""What a reader does in a browser, whichever engine drives it.

A page is known by what a person sees: words on buttons and links, labels of fields. A
place within frames is a tuple of XPath expressions, the outermost frame first; each
step finds its way there anew, for a page may replace a frame at any time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Protocol, TypeVar

from PIL import Image

T = TypeVar("T")
PATIENCE_SECONDS = 60.0
ENTER = "\ue007"  # WebDriver's codes for keys
SHIFT = "\ue008"
REST_SECONDS = 0.5

Within = tuple[str, ...]


class Element(Protocol):
    """One element of a page, as WebDriver has it."""

    @property
    def text(self) -> str:
        """Return the words that are shown."""

    def click(self) -> None:
        """Click it."""

    def clear(self) -> None:
        """Empty a field."""

    def send_keys(self, text: str) -> None:
        """Type."""

    def get_property(self, name: str) -> object:
        """Return what a field holds: its ``value``."""

    def is_displayed(self) -> bool:
        """Say whether it is shown."""

    def is_selected(self) -> bool:
        """Say whether a box is ticked."""


class Engine(Protocol):
    """What has to be known of an engine."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """Return what is raised while a page changes."""

    def open(self, url: str) -> None:
        """Open an address and wait until it has loaded."""

    def back(self) -> None:
        """Press *Back*, which may lead a frame back instead of the page."""

    def reload(self) -> None:
        """Load the page again."""

    def address(self) -> str:
        """Return the address of the page."""

    def find(self, xpath: str, within: Within = ()) -> Sequence[Element]:
        """Return the elements of the page, or of a frame within it."""

    def cookies(self) -> set[str]:
        """Return the names of the cookies that the page's host has set."""

    def resize(self, width: int, height: int) -> None:
        """Give the window this size, or the page in it."""

    def screenshot(self) -> bytes:
        """Return a PNG of what is in view."""

    def duplicate(self) -> None:
        """Open the page in a second tab, as the engine best can, and turn to it."""

    def close(self) -> None:
        """End it."""


class Missing(AssertionError):
    """Say what a reader looked for in vain, and what stood there."""


class Browser:
    """A reader in front of an engine."""

    def __init__(self, engine: Engine, *, has_scripting: bool) -> None:
        """Take an engine that has started with or without scripting."""
        self.engine = engine
        self.has_scripting = has_scripting
        self.open, self.back, self.reload = engine.open, engine.back, engine.reload
        self.cookies, self.duplicate = engine.cookies, engine.duplicate
        self.address, self.resize = engine.address, engine.resize

    def press(self, words: str, within: Within = (), number: int = 1) -> None:
        """Press the button, link or summary that begins with these words.

        By keyboard: a click may still be led to a frame that has moved meanwhile.
        """

        def press() -> None:
            self._shown(_pressable(words), within)[number - 1].send_keys(ENTER)

        self._do(press, words, within)

    def go_to(self, words: str, within: Within = ()) -> None:
        """Move the focus to something to press, and wait until it stands in view."""

        def focus() -> None:
            self._shown(_pressable(words), within)[0].send_keys(SHIFT)

        self._do(focus, words, within)
        self.rest()

    def type(self, label: str, words: str) -> None:
        """Type into the field with this label, in place of what it holds."""
        self._do(lambda: _retype(self._field(label), words), label)

    def tick(self, label: str) -> None:
        """Tick the box whose label begins with these words."""
        self._do(lambda: self._field(label).click(), label)

    def choose(self, label: str, words: str) -> None:
        """Choose these words from the list with this label."""
        path = f"//select[@id = {_labels(label)}/@for]/option[. = {_quoted(words)}]"

        def choose() -> None:
            self.engine.find(path)[0].click()

        self._do(choose, label)

    def value(self, label: str) -> str:
        """Return what stands in the field with this label."""
        return self._do(lambda: str(self._field(label).get_property("value")), label)

    def is_ticked(self, label: str) -> bool:
        """Say whether the box whose label begins with these words is ticked."""
        return self._do(lambda: self._field(label).is_selected(), label)

    def sees(self, words: str, within: Within = ()) -> None:
        """Wait until these words are shown."""

        def look() -> None:
            if words not in self.text(within):
                raise Missing

        self._do(look, words, within)

    def sees_button(self, words: str, within: Within = ()) -> None:
        """Wait until something to press begins with these words."""
        self._do(lambda: self._shown(_pressable(words), within)[0], words, within)

    def offers(self, words: str, within: Within = ()) -> bool:
        """Say whether something to press begins with these words, now."""
        return bool(self._shown(_pressable(words), within))

    def text(self, within: Within = ()) -> str:
        """Return every word that is shown."""
        bodies = self.engine.find("//body", within)
        return " ".join(bodies[0].text.split()) if bodies else ""

    def rest(self) -> None:
        """Wait for what a page might do by itself."""
        time.sleep(REST_SECONDS)

    def is_shown(self, path: str, within: Within = ()) -> bool:
        """Say whether any such element is shown."""
        return any(one.is_displayed() for one in self.engine.find(path, within))

    def share_in_view(self, color: tuple[int, int, int]) -> float:
        """Return how much of what is in view has this colour, from 0 to 1."""
        picture = Image.open(BytesIO(self.engine.screenshot())).convert("RGB")
        counts = picture.getcolors(picture.width * picture.height) or []
        found = sum(count for count, one in counts if one == color)
        return found / (picture.width * picture.height)

    def _shown(self, path: str, within: Within) -> list[Element]:
        return [one for one in self.engine.find(path, within) if one.is_displayed()]

    def _field(self, label: str) -> Element:
        labels = _labels(label)
        fields = (
            f"//*[@id = {labels}/@for] | {labels}//*[self::input or self::textarea]"
        )
        return self._shown(fields, ())[0]

    def _do(self, step: Callable[[], T], words: str, within: Within = ()) -> T:
        """Try a step until the page is ready for it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        unready: tuple[type[Exception], ...] = (
            IndexError,
            Missing,
            *self.engine.errors,
        )
        while True:
            try:
                return step()
            except unready as error:
                if time.monotonic() > deadline:
                    raise Missing(self._what_stands(words, within)) from error
            time.sleep(0.05)

    def _what_stands(self, words: str, within: Within) -> str:
        try:
            shown = self.text(within)
        except self.engine.errors:
            shown = "no such frame"
        return f"{words!r} on {self.address()} in {within}: {shown}"


def _retype(field: Element, words: str) -> None:
    field.clear()
    field.send_keys(words.replace("\n", ENTER))


def _pressable(words: str) -> str:
    kinds = "self::button or self::a or self::summary"
    return f"//*[{kinds}][starts-with(normalize-space(.), {_quoted(words)})]"


def _labels(label: str) -> str:
    return f"//label[starts-with(normalize-space(.), {_quoted(label)})]"


def _quoted(words: str) -> str:
    assert '"' not in words
    return f'"{words}"'
