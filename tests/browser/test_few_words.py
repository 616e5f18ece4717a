"""A form says what happens in few and plain words, and the button is near.

The figures are printed (``pytest -s``).
"""

from __future__ import annotations

import pytest

from tests.support.readability import flesch_reading_ease, wiener_sachtextformel

IN_SIGHT = """selector => {
  const region = document.querySelector(selector);
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
  return texts.join('').split(/\\s+/).filter(word => /[\\p{L}\\d]/u.test(word));
}"""
DISTANCE = """() => {
  const form = document.querySelector('#write-comment');
  return form.querySelector('.privacy-button--primary').getBoundingClientRect().bottom
    - form.querySelector('textarea').getBoundingClientRect().top;
}"""
BOX = "#write-comment .form-disclosure__stop--choice input"
SUMMARIES = """() => [...document.querySelectorAll(
  '#write-comment .form-disclosure__summary, #write-comment .form-disclosure__hint')]
  .filter(one => one.checkVisibility()).map(one => one.innerText).join(' ')"""


@pytest.fixture
def addresses(post, url) -> dict[str, str]:
    german = post.get_translations().get().specific
    return {"en": url(post.url), "de": url(german.url)}


def measure(visit, selector: str) -> list[str]:
    return visit.page.evaluate(IN_SIGHT, selector)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_form_for_a_comment_is_short(visit, addresses, language: str):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.page.goto(addresses[language])

    words = measure(visit, "#write-comment")
    distance = visit.page.evaluate(DISTANCE)
    print(f"\ncomment {language}: {len(words)} words, {distance:.0f} px to the button")

    assert len(words) <= 120, words
    assert distance <= {"en": 1100, "de": 1250}[language]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_words_are_plain(visit, addresses, language: str):
    visit.page.goto(addresses[language])
    text = visit.page.evaluate(SUMMARIES)

    ease, year = flesch_reading_ease(text), wiener_sachtextformel(text)
    print(f"\n{language}: Flesch {ease:.0f}, Wiener Sachtextformel {year:.1f}")

    assert ease >= 80 if language == "en" else year <= 6


@pytest.mark.parametrize("language", ["en", "de"])
def test_asking_for_mail_is_short(visit, addresses, language: str):
    visit.page.goto(addresses[language])
    visit.page.evaluate(
        "document.querySelectorAll('.subscribe-box__details, .replies-form')"
        ".forEach(details => { details.open = true })"
    )

    for selector in (".subscribe-form", ".replies-form"):
        words = measure(visit, selector)
        print(f"\n{selector} {language}: {len(words)} words")
        assert len(words) <= 45, words


def test_the_second_question_comes_when_the_first_is_ticked(visit, addresses):
    visit.page.goto(addresses["en"])
    second = visit.page.locator("#write-comment .form-disclosure__stop--follow-up")
    assert not second.is_visible()

    visit.page.locator(
        "#write-comment .form-disclosure__stop--choice input"
    ).first.check()

    assert second.is_visible()


def test_a_form_s_parts_stand_in_the_order_they_are_needed(visit, addresses):
    visit.page.goto(addresses["en"])
    order = visit.page.evaluate(
        """() => {
          const form = document.querySelector('#write-comment');
          const parts = ['textarea', '.form-disclosure__stop--always',
            '.form-disclosure__stop--choice input', '.privacy-button--primary'];
          const found = parts.map(one => form.querySelector(one));
          return found.slice(1).every((one, number) =>
            found[number].compareDocumentPosition(one)
              & Node.DOCUMENT_POSITION_FOLLOWING);
        }"""
    )
    assert order
    box = visit.page.locator(
        "#write-comment .form-disclosure__stop--choice input"
    ).first
    described = box.evaluate(
        "box => document.getElementById("
        "box.getAttribute('aria-describedby')).textContent"
    )
    assert "your IP address" in described
    assert "USA" in described


def test_an_empty_section_of_comments_is_light(client, post):
    page = client.get(post.url).content.decode()
    start = page.index('class="comments"')
    section = page[start : page.index("once.js", start)]

    print(f"\nempty section of comments: {len(section.encode()) / 1000:.1f} kB")
    assert len(section.encode()) <= 17_000
