"""A reader without a browser: opens pages, fills in forms, presses buttons.

It knows pages only by what a person sees: words on buttons, labels, links. Each page it
opens must be valid HTML. Its requests look like a browser's and come from an address
on the open internet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from django.test import Client

from tests.support.clock import Clock

ADDRESS = "91.198.174.7"
AGENT = "Mozilla/5.0 (nobody else's browser)"


def words_of(element: Element) -> str:
    """Return the text of an element with single spaces."""
    return " ".join("".join(element.itertext()).split())


@dataclass
class Form:
    """Hold a form as a browser would send it; `boxes` can be ticked, not typed into."""

    action: str
    method: str
    fields: dict[str, str]
    boxes: dict[str, str]
    buttons: dict[str, tuple[str, str]]
    labels: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """Show what came back: its status, its address, its words, its parts."""

    status: int
    address: str
    html: str
    tree: Element
    headers: dict[str, str]

    @property
    def words(self) -> str:
        """Return everything a person can read in the body."""
        body = self.tree.find("body")
        return words_of(body) if body is not None else ""

    def all(self, path: str) -> list[Element]:
        """Return every element ElementTree finds under `path`."""
        return self.tree.findall(f".//{path}")

    def one(self, path: str) -> Element:
        (found,) = self.all(path)
        return found

    def form_with(self, button: str) -> Form:
        """Return the first form with a button that begins with these words."""
        for element in self.all("form"):
            form = _form(element, self.address)
            if any(words.startswith(button) for words in form.buttons):
                return form
        msg = f"No button {button!r} on {self.address}: {self.words[:300]}"
        raise AssertionError(msg)

    @property
    def comment_form(self) -> Form:
        """Return the form with a place to write, in whichever language."""
        forms = [_form(element, self.address) for element in self.all("form")]
        (found,) = [form for form in forms if "text" in form.fields]
        return found

    def link(self, words: str) -> str:
        """Return where the first link with these words leads."""
        for element in self.all("a"):
            if words_of(element).startswith(words):
                return urljoin(self.address, element.get("href", ""))
        msg = f"No link {words!r} on {self.address}: {self.words[:300]}"
        raise AssertionError(msg)


def read_html(html: str) -> Element:
    """Return the tree of a page; raise html5lib's ParseError for invalid HTML."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(html)
    return tree


class Reader:
    """Open pages and send forms; keep cookies as a browser does."""

    def __init__(
        self,
        clock: Clock,
        *,
        address: str = ADDRESS,
        agent: str = AGENT,
        headers: dict[str, str] | None = None,
    ) -> None:
        own = {"sec-fetch-site": "same-origin", "origin": "http://localhost"}
        self.client = Client(
            enforce_csrf_checks=True,
            headers={
                "user-agent": agent,
                "host": "localhost",
                **(own if headers is None else headers),
            },
            REMOTE_ADDR=address,
        )
        self.clock = clock
        self.private = ""

    @property
    def cookies(self) -> set[str]:
        """Return the names of the cookies this visit has got."""
        return set(self.client.cookies)

    def open(self, address: str) -> Page:
        """Open a page, wherever it leads."""
        path = urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()
        return self._page(self.client.get(path, follow=True), path)

    def open_details(self, address: str, form: str = "comment") -> Page:
        """Follow the link beside a form to the page with all its details."""
        page = self.open(address)
        links = {link.get("href", "") for link in page.all("a")}
        (found,) = {link for link in links if link.endswith(f"/privacy/{form}/")}
        return self.open(found)

    def send(self, action: str, data: dict[str, str]) -> Page:
        """Send fields to an address, whatever form they come from."""
        return self._page(self.client.post(action, data, follow=True), action)

    def press(
        self,
        page: Page,
        button: str,
        *,
        tick: Iterable[str] = (),
        **fields: str,
    ) -> Page:
        """Fill in the form with this button, tick these activities, and press it."""
        form = page.form_with(button)
        unknown = fields.keys() - form.fields.keys()
        assert not unknown, f"no such fields: {unknown}"
        ticked = {box_of(activity): form.boxes[box_of(activity)] for activity in tick}
        words = next(text for text in form.buttons if text.startswith(button))
        name, value = form.buttons[words]
        pressed = {name: value} if name else {}
        data = {**form.fields, **fields, **ticked, **pressed}
        assert form.method == "post"
        return self.send(form.action, data)

    def write(
        self,
        address: str,
        text: str,
        *,
        tick: Iterable[str] = (),
        button: str = "",
        **fields: str,
    ) -> Page:
        """Write a comment on the page at `address`.

        Without `button`, press the first one below the text.
        """
        page = self.open(address)
        button = button or next(iter(page.comment_form.buttons))
        answer = self.press(page, button, tick=tick, text=text, **fields)
        if "/comments/manage/" in answer.address:
            self.private = urlsplit(answer.address).path
        return answer

    def mine(self) -> Page:
        """Open the private page of the comment last written."""
        assert self.private, "nothing was written"
        return self.open(self.private)

    def _page(self, response, path: str) -> Page:
        chain = getattr(response, "redirect_chain", [])
        address = chain[-1][0] if chain else path
        html = response.content.decode()
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        tree = read_html(html) if is_html else Element("html")
        return Page(response.status_code, address, html, tree, dict(response.headers))


def box_of(activity: str) -> str:
    """Return the name of the box that asks about an activity."""
    return "consent_" + activity.replace(".", "_")


def without_tokens(html: str) -> str:
    """Return a page without what differs by design: private links."""
    return re.sub(r"/(mine|manage|receipts)/[^/\"]+/", r"/\1/…/", html)


def _form(element: Element, address: str) -> Form:
    form = Form(
        action=urljoin(address, element.get("action", "")),
        method=element.get("method", "get").lower(),
        fields=dict(_typed(element)),
        boxes={},
        buttons={},
    )
    for box in element.iterfind(".//input[@type='checkbox']"):
        name, value = box.get("name", ""), box.get("value", "on")
        form.boxes[name] = value
        if box.get("checked") is not None:
            form.fields[name] = value
    for button in element.iterfind(".//button"):
        sent = (button.get("name", ""), button.get("value", ""))
        form.buttons[words_of(button)] = sent
    return form


def _typed(element: Element) -> Iterator[tuple[str, str]]:
    for entry in element.iterfind(".//input"):
        if entry.get("name") and entry.get("type", "text") not in {
            "checkbox",
            "submit",
        }:
            yield entry.get("name", ""), entry.get("value", "")
    for entry in element.iterfind(".//select"):
        options = entry.findall(".//option")
        chosen = [one for one in options if one.get("selected") is not None]
        for option in (chosen or options)[:1]:
            yield entry.get("name", ""), option.get("value", "")
    for entry in element.iterfind(".//textarea"):
        if entry.get("name"):
            yield entry.get("name", ""), entry.text or ""
