"""A form says what happens in few and plain words, and the button is near.

The figures are printed (``pytest -s``).
"""

from __future__ import annotations

import pytest

from tests.support import factories
from tests.support.browser import few_words
from tests.support.readability import flesch_reading_ease, wiener_sachtextformel

BOX = "#write-comment .form-disclosure .privacy-consent input"
SUMMARIES = """() => [...document.querySelectorAll(
  '#write-comment .form-disclosure__summary, #write-comment .form-disclosure__hint')]
  .filter(one => one.checkVisibility()).map(one => one.innerText).join(' ')"""


LANGUAGES = ["en", "de"]


@pytest.fixture
def addresses(post, url) -> dict[str, str]:
    return {"en": url(post.url), "de": url(factories.german(post).url)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [one for one in few_words.PARTS if one != "gate"])
def test_a_form_has_few_words_in_sight(visit, addresses, part: str, language: str):
    visit.page.goto(addresses[language])

    words = few_words.get_words_in_sight(visit.page, part)
    print(f"\n{part} {language}: {len(words)} words")

    assert 0 < len(words) <= few_words.MOST_WORDS[part], words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_is_near_the_field(visit, addresses, language: str):
    visit.page.set_viewport_size(few_words.TELEPHONE)
    visit.page.goto(addresses[language])

    pixels = few_words.get_pixels_to_button(visit.page)
    print(f"\n{language}: {pixels} px to the button")

    assert 0 < pixels <= few_words.MOST_PIXELS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_plain(visit, addresses, language: str):
    visit.page.goto(addresses[language])
    text = visit.page.evaluate(SUMMARIES)

    ease, year = flesch_reading_ease(text), wiener_sachtextformel(text)
    print(f"\n{language}: Flesch {ease:.0f}, Wiener Sachtextformel {year:.1f}")

    assert ease >= 80 if language == "en" else year <= 6


def test_the_second_question_comes_when_the_first_is_ticked(visit, addresses):
    visit.page.goto(addresses["en"])
    second = visit.page.locator("#write-comment .form-disclosure__stop--follow-up")
    assert not second.is_visible()

    visit.page.locator(BOX).first.check()

    assert second.is_visible()


def test_a_form_s_parts_stand_in_the_order_they_are_needed(visit, addresses):
    visit.page.goto(addresses["en"])
    order = visit.page.evaluate(
        """() => {
          const form = document.querySelector('#write-comment');
          const parts = ['textarea', '.form-disclosure__stop--always',
            '.privacy-consent input', '.privacy-button--primary'];
          const found = parts.map(one => form.querySelector(one));
          return found.slice(1).every((one, number) =>
            found[number].compareDocumentPosition(one)
              & Node.DOCUMENT_POSITION_FOLLOWING);
        }"""
    )
    assert order
    box = visit.page.locator(BOX).first
    described = box.evaluate(
        "box => document.getElementById("
        "box.getAttribute('aria-describedby')).textContent"
    )
    assert "your IP address" in described
    assert "USA" in described


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_section_of_comments_is_light(client, post, language: str):
    address = post.url if language == "en" else factories.german(post).url
    size = few_words.count_bytes_of_comments(client.get(address).content.decode())

    print(f"\nempty section of comments {language}: {size} bytes")
    assert size <= few_words.MOST_BYTES
