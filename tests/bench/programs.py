"""The programs of a site in service: web server, worker, and a reader's requests."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from pathlib import Path
from urllib.parse import urljoin

import httpx

ROOT = Path(__file__).resolve().parents[2]
FIELD = re.compile(r"<(?:input|textarea)[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
STYLE_IMPORT = r'@import\s+(?:url\()?["\']?([^"\')\s]+)'
SCRIPT_IMPORT = r'\bimport\b[^"\';]*["\'](\.[^"\']+)'
_numbers = count(1)


@contextmanager
def program(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python program of this checkout until the block ends."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@dataclass(frozen=True)
class WebServer:
    """The web server: its `address`, and what its processes have computed."""

    address: str
    process: subprocess.Popen[bytes]

    def seconds_of_work(self) -> float:
        """Return the time that all its processes have spent on a processor.

        Unlike the time a reader waits, it hardly depends on what else runs. Linux only.
        """
        return sum(map(_seconds_of_work, self.process_ids()))

    def process_ids(self) -> list[int]:
        """Return the processes that answer, without the one that starts them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


def _seconds_of_work(pid: int) -> float:
    columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(columns[11]) + int(columns[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def web_server(port: int) -> Iterator[WebServer]:
    """Run gunicorn as in production and yield it once it answers."""
    address = f"http://127.0.0.1:{port}"
    arguments = ("-m", "gunicorn", "blog.wsgi", "--bind", f"127.0.0.1:{port}")
    quiet = ("--workers", "2", "--log-level", "error")
    with program(*arguments, *quiet) as process:
        deadline = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"{address}/bare/")
            except httpx.TransportError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                break
        yield WebServer(address, process)


def worker() -> AbstractContextManager[subprocess.Popen[bytes]]:
    return program("manage.py", "privacy_worker")


@dataclass
class TimedVisitor:
    """Somebody who reads pages and writes comments, and times the answers."""

    address: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        """Open a connection like a browser's."""
        self.client = httpx.Client(
            base_url=self.address, headers={"Accept-Encoding": "gzip"}, timeout=60
        )

    def seconds_to_get(self, path: str, cookie: str = "") -> float:
        """Return how long the whole answer to a GET took."""
        began = time.perf_counter()
        answer = self.client.get(path, headers={"Cookie": cookie} if cookie else {})
        taken = time.perf_counter() - began
        assert answer.status_code == 200, (path, answer.status_code)
        return taken

    def bytes_of(self, path: str) -> int:
        """Return the size of a page before it is compressed."""
        return len(self.client.get(path).content)

    def seconds_to_post(self, path: str, *, with_consent: bool) -> float:
        """Return how long posting a comment took, up to the redirect."""
        number = next(_numbers)
        html = self.client.get(path).text
        action, data = comment_form(html, with_consent=with_consent)
        data["text"] = f"Comment number {number}, which nobody has written before. " * 3
        data["name"] = f"Reader {number}"
        headers = {
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-For": f"93.184.216.{number % 250 + 1}",
        }
        began = time.perf_counter()
        answer = self.client.post(action, data=data, headers=headers)
        taken = time.perf_counter() - began
        assert answer.status_code in {302, 303}, answer.text[:2_000]
        assert "/comments/manage/" in answer.headers["location"]
        return taken

    def bytes_over_the_wire(self, path: str) -> dict[str, int]:
        """Return the compressed size of a page, its style sheets and its scripts."""
        page = self.client.get(path)
        styles = re.findall(r'<link[^>]*rel="stylesheet"[^>]*>', page.text)
        style_urls = re.findall(r'\shref="([^"]+)"', " ".join(styles))
        scripts = re.findall(r'<script[^>]*\ssrc="([^"]+)"', page.text)
        return {
            "html": _size(self.client, path),
            "css": self._bytes_with(style_urls, set(), STYLE_IMPORT),
            "js": self._bytes_with(scripts, set(), SCRIPT_IMPORT),
        }

    def _bytes_with(self, urls: list[str], seen: set[str], pattern: str) -> int:
        """Return the size of files together with those they load."""
        total = 0
        for url in urls:
            if url in seen:
                continue
            seen.add(url)
            text = self.client.get(url).text
            inner = [urljoin(url, found) for found in re.findall(pattern, text)]
            total += _size(self.client, url) + self._bytes_with(inner, seen, pattern)
        return total


def _size(client: httpx.Client, path: str) -> int:
    """Return how many bytes of a body came, as they were sent."""
    with client.stream("GET", path) as answer:
        raw = b"".join(answer.iter_raw())
    if answer.headers.get("content-encoding") == "gzip":
        assert gzip.decompress(raw)
    return len(raw)


def comment_form(html: str, *, with_consent: bool) -> tuple[str, dict[str, str]]:
    """Return where the comment form of a page goes, and what stands in its fields."""
    forms = re.findall(r"<form[^>]*>.*?</form>", html, re.DOTALL)
    (form,) = [one for one in forms if 'name="text"' in one]
    action = re.search(r'<form[^>]*\saction="([^"]*)"', form)
    assert action, "the form goes nowhere"
    data: dict[str, str] = {}
    for tag in FIELD.findall(form):
        attributes = dict(ATTRIBUTE.findall(tag))
        name = attributes.get("name", "")
        is_box = attributes.get("type") == "checkbox"
        is_ticked = with_consent and name.startswith("consent_")
        if name and (is_ticked or not is_box):
            data[name] = unescape(attributes.get("value", ""))
    return unescape(action[1]), data


def use(environment: dict[str, str]) -> None:
    """Set variables for this process and all it starts."""
    os.environ.update(environment)
