"""What forms and gates ask a reader to read, and to load."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import sync_playwright
from wagtail.models import Site

from tests.support import factories
from tests.support.browser import few_words, sessions
from tests.support.samples.embeds import embed_block, page_with

FILM = "https://www.youtube.com/watch?v=abcdefghijk"


def create_posts() -> dict[str, str]:
    """Return the paths of a post with a film and no comment, by language.

    Before the server starts: its processes keep the addresses of sites for seconds.
    """
    post = page_with(embed_block(FILM, title="A film"), title="0 comments")
    german = factories.german_post(post)
    Site.clear_site_root_paths_cache()
    return {"en": post.url, "de": german.url}


def measure(address: str, paths: dict[str, str]) -> dict[str, Any]:
    """Return the figures of `few_words` for these posts, by language."""
    with sync_playwright() as playwright, sessions.launch(playwright) as browser:
        page = sessions.begin_patiently(browser).page
        return {
            language: few_words.measure(page, address + path)
            for language, path in paths.items()
        }


def list_rows(figures: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the rows of the table: what, how much, and the limit."""
    en, de = figures["en"], figures["de"]
    return [
        *(
            (
                f"words in sight, {part}",
                f"{en['words'][part]} en, {de['words'][part]} de",
                f"≤ {few_words.MOST_WORDS[part]}",
            )
            for part in few_words.PARTS
        ),
        (
            "text field to button, 390 px wide",
            f"{en['pixels_to_button']} px en, {de['pixels_to_button']} px de",
            "≤ {en} and {de} px".format(**few_words.MOST_PIXELS),
        ),
        (
            "HTML of an empty comment section",
            f"{en['bytes_of_comments']} bytes en, {de['bytes_of_comments']} de",
            f"≤ {few_words.MOST_BYTES}",
        ),
    ]
