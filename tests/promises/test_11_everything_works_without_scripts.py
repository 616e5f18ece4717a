"""Promise 11: scripts only make things nicer.

The whole way of a comment is walked in ``tests/browser``, with scripting and without;
here nothing but HTML is looked at.
"""

from __future__ import annotations

import pytest

from privacy_plugin.akismet.processing import SPAM_CHECK


@pytest.fixture
def shown(reader, post, server):
    """Return every page around a comment."""
    answer = reader.write(post.url, "A word", tick=[SPAM_CHECK])
    mine = reader.mine()
    return [
        reader.open(post.url),
        reader.write(post.url, "Another", button="Show me exactly"),
        reader.write(post.url, "", name="Ada"),
        answer,
        mine,
        reader.open(mine.link("Edit")),
        reader.open(mine.link("Receipt")),
        reader.open("/privacy/"),
    ]


def test_every_form_says_where_it_goes(shown):
    for page in shown:
        for form in page.all("form"):
            assert form.get("action"), page.address
            assert form.get("method", "get").lower() in {"get", "post"}


def test_every_button_sends_a_form_or_needs_a_script_that_made_it(shown):
    for page in shown:
        inside = {id(button) for form in page.all("form") for button in form.iter()}
        for button in page.all("button"):
            assert id(button) in inside, page.address
            assert button.get("type", "submit") == "submit"


def test_nothing_waits_for_a_script(shown):
    for page in shown:
        attributes = {name for element in page.tree.iter() for name in element.attrib}
        assert not [name for name in attributes if name.startswith("on")]
        assert not [a for a in page.all("a") if a.get("href", "#") in {"#", ""}]
        assert not page.all("noscript")


def test_no_script_and_no_style_stands_in_the_page(shown):
    for page in shown:
        assert not [s for s in page.all("script") if not s.get("src")]
        assert not page.all("style")
        assert not [e for e in page.tree.iter() if e.get("style")]
