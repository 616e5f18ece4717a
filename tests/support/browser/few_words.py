"""How much a form or a gate says in sight, how far its button is, what it weighs.

Tests compare the figures with the limits; ``tests.bench`` prints both.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, ViewportSize

PARTS = {
    "comment": "#write-comment",
    "subscription": ".subscribe-form",
    "replies": ".replies-form",
    "gate": ".embed-gate__summary",
}
MOST_WORDS = {"comment": 120, "subscription": 40, "replies": 40, "gate": 60}
MOST_PIXELS = {"en": 1000, "de": 1020}
MOST_BYTES = 12_000
TELEPHONE: ViewportSize = {"width": 390, "height": 844}

_IN_SIGHT = """selector => {
  const region = document.querySelector(selector);
  const folded = region.closest('details');
  const wasOpen = folded?.open;
  if (folded) folded.open = true;
  const skipped = 'label, button, textarea, select, script, legend, [class*="hint"], ' +
    '[class*="help"], .privacy-visually-hidden, .privacy-form__notice';
  const texts = [];
  const walker = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const closed = parent.closest('details:not([open])');
    const isClosed = closed && region.contains(closed) && !parent.closest('summary');
    if (isClosed || parent.closest(skipped) || !parent.checkVisibility()) continue;
    texts.push(walker.currentNode.textContent);
  }
  if (folded) folded.open = wasOpen;
  return texts.join(' ').split(/\\s+/).filter(word => /[\\p{L}\\d]/u.test(word));
}"""
_DISTANCE = """() => {
  const form = document.querySelector('#write-comment');
  return form.querySelector('.privacy-button--primary').getBoundingClientRect().bottom
    - form.querySelector('textarea').getBoundingClientRect().top;
}"""


def get_words_in_sight(page: Page, part: str) -> list[str]:
    """Return what a part of the page says; what it folds away does not count."""
    words: list[str] = page.evaluate(_IN_SIGHT, PARTS[part])
    return words


def get_pixels_to_button(page: Page) -> int:
    """Return how far it is from the top of the field for a comment below its button."""
    return round(page.evaluate(_DISTANCE))


def count_bytes_of_comments(html: str) -> int:
    """Return the size of a page's section of comments, without its script."""
    start = html.index('class="comments"')
    return len(html[start : html.index("/once.", start)].encode())


def measure(page: Page, address: str) -> dict[str, Any]:
    """Return all figures of a post that has each part and no comment yet."""
    page.set_viewport_size(TELEPHONE)
    response = page.goto(address)
    assert response is not None
    return {
        "words": {part: len(get_words_in_sight(page, part)) for part in PARTS},
        "pixels_to_button": get_pixels_to_button(page),
        "bytes_of_comments": count_bytes_of_comments(response.text()),
    }
