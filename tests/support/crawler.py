"""Follow every link of a site that lies below a path, as a reader or a program does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import APIRequestContext

from tests.support.reader import read_html
from tests.support.servers.path_proxy import PREFIX


def references_in(html: str, address: str) -> Iterator[tuple[str, str]]:
    """Yield each address that a page names, with the element it stands at."""
    for element in read_html(html).iter():
        for name, value in element.items():
            if name in {"href", "src", "action", "formaction", "poster"}:
                yield f"{element.tag}/{element.get('rel', '')}", urljoin(address, value)
            elif name == "srcset":
                for candidate in value.split(","):
                    yield "img/", urljoin(address, candidate.split()[0])
            elif value.startswith("/"):
                yield f"{element.tag}@{name}", urljoin(address, value)


def is_outside(reference: str, root: str) -> bool:
    """Say whether an address of our host lies beside the blog."""
    parts, ours = urlsplit(reference), urlsplit(root)
    is_ours = parts.scheme in {"http", "https"} and parts.netloc == ours.netloc
    return is_ours and not f"{parts.path}/".startswith(f"{PREFIX}/")


def crawl(ask: APIRequestContext, root: str, seeds: list[str]) -> dict[str, int]:
    """Follow every link from these pages on; return each address with its status.

    Fail with each address of our host that lies beside the blog.
    """
    statuses: dict[str, int] = {}
    queue = [urljoin(f"{root}/", seed) for seed in seeds]
    outside: set[tuple[str, str]] = set()
    asked: set[str] = set()
    while queue:
        address = urldefrag(queue.pop())[0]
        one_for_all = re.sub(r"/[^/]+~[^/]+/", "/~/", address)  # signed anew each time
        if one_for_all in asked:
            continue
        asked.add(one_for_all)
        answer = ask.get(address)
        statuses[address] = answer.status
        if "text/html" not in answer.headers.get("content-type", ""):
            urls = re.findall(rf"{re.escape(root.removesuffix(PREFIX))}[^\s<\"']*", (
                answer.text() if "image" not in answer.headers["content-type"] else ""
            ))  # fmt: skip
            outside |= {(address, url) for url in urls if is_outside(url, root)}
            continue
        for place, reference in references_in(answer.text(), address):
            if is_outside(reference, root):
                outside.add((address, f"{place} {reference}"))
            is_link = place.startswith(("a/", "link/", "script/"))
            if is_link and reference.startswith(f"{root}/"):
                queue.append(reference)
    assert outside == set()
    return statuses
