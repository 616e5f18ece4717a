"""Every public page: no traces, no faults, in every light, width and language."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.support.browser.admin import AXE, RUN
from tests.support.reader import read_html

SAYS_NO = {"nothing there", "forged link", "mail that was taken back"}
SCRIPTED = re.compile(r"Always load from |Immer von .+ laden$|(Copy|Kopieren)$")


def each(visit, pages, url):
    """Open each page in turn; yield its name and what the server sent."""
    for name, path in pages.items():
        answer = visit.page.goto(path if path.startswith("http") else url(path))
        assert answer.status < 400 or name in SAYS_NO, f"{name}: {answer.status}"
        yield name, answer


def local(pages) -> dict[str, str]:
    """Return the paths alone, wherever the links pointed."""
    return {
        name: urlsplit(path)._replace(scheme="", netloc="").geturl()
        for name, path in pages.items()
    }


def test_reading_leaves_no_trace(visit, pages, url, live_site):
    for _name, _answer in each(visit, local(pages), url):
        assert visit.storage == set()

    assert visit.hosts == {urlsplit(live_site).netloc}
    assert visit.cookies == set()
    known = [text for text in visit.complaints if re.search("40[34]|410", text)]
    assert visit.complaints == known


def test_every_page_is_valid_html(browse, pages, url):
    visit = browse(javascript=False)

    for name, answer in each(visit, local(pages), url):
        assert read_html(answer.text()) is not None, name


def test_every_id_stands_once(browse, pages, url):
    visit = browse(javascript=False)

    for name, answer in each(visit, local(pages), url):
        found = [one.get("id") for one in read_html(answer.text()).iter()]
        ids = Counter(one for one in found if one)
        assert [one for one, times in ids.items() if times > 1] == [], name


@pytest.mark.parametrize(
    ("light", "width"),
    [
        ("light", 1280),
        *[
            pytest.param(light, width, marks=pytest.mark.long)
            for light in ("light", "dark")
            for width in (1280, 390, 320)
            if (light, width) != ("light", 1280)
        ],
    ],
)
def test_no_page_has_an_accessibility_fault(browse, pages, url, light, width):
    visit = browse(color_scheme=light, viewport={"width": width, "height": 800})
    faults = []

    for name, _answer in each(visit, local(pages), url):
        open_everything(visit)
        visit.page.evaluate(AXE)
        found = visit.page.evaluate(RUN)
        faults += [
            (name, fault["id"], fault["nodes"][0]["html"][:120])
            for fault in found["violations"]
        ]

    assert not faults, faults


def open_everything(visit) -> None:
    """Open what is folded, so that it is looked at as well."""
    visit.page.evaluate(
        "document.querySelectorAll('details').forEach(one => one.open = true)"
    )


@pytest.mark.parametrize(
    ("width", "zoom"),
    [
        (320, 1),
        (640, 2),
        *[
            pytest.param(width, 1, marks=pytest.mark.long)
            for width in (768, 1024, 1920)
        ],
    ],
)
def test_no_page_scrolls_sideways(browse, pages, url, width, zoom):
    visit = browse(viewport={"width": width, "height": 640})
    wide = []

    for name, _answer in each(visit, local(pages), url):
        open_everything(visit)
        if zoom > 1:
            visit.page.evaluate("document.documentElement.style.fontSize = '200%'")
        needed = visit.page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide.append((name, needed))

    assert wide == []


def test_nothing_moves_for_those_who_want_rest(browse, pages, url):
    visit = browse(reduced_motion="reduce")

    for name, _answer in each(visit, local(pages), url):
        moving = visit.page.evaluate(
            "document.getAnimations().filter(a => a.playState === 'running').length"
        )
        assert moving == 0, name


def test_everything_can_be_seen_in_forced_colors(browse, post, url):
    visit = browse(forced_colors="active")
    visit.page.goto(url(post.url))

    for words in ("Send comment", "Show me exactly"):
        button = visit.page.get_by_role("button", name=words)
        border = button.evaluate("one => getComputedStyle(one).borderTopStyle")
        outline = button.evaluate("one => getComputedStyle(one).outlineStyle")
        assert {border, outline} != {"none"}
    visit.page.locator("textarea").focus()
    style = visit.page.locator("textarea").evaluate(
        "one => getComputedStyle(one).outlineStyle"
    )
    assert style != "none"


def test_the_focus_can_be_seen(browse, post, url):
    visit = browse()
    visit.page.goto(url(post.url))
    unseen = []

    for _step in range(60):
        visit.page.keyboard.press("Tab")
        focused = visit.page.locator(":focus")
        if not focused.count():
            continue
        style = focused.evaluate(
            "one => { const s = getComputedStyle(one);"
            " return s.outlineStyle + s.boxShadow }"
        )
        if style == "nonenone":
            unseen.append(focused.evaluate("one => one.outerHTML.slice(0, 100)"))

    assert unseen == []


def test_scripts_make_no_difference_to_what_can_be_read(browse, pages, url):
    plain, scripted = browse(javascript=False), browse()

    for name, path in local(pages).items():
        read = []
        for visit in (plain, scripted):
            visit.page.goto(url(path))
            read.append(visit.page.locator("main").inner_text().splitlines())
        # Only a script can keep the promise of these buttons, so only it shows them.
        kept = [line for line in read[1] if not SCRIPTED.match(line)]
        assert read[0] == kept, name


def test_german_pages_hold_no_english_sentence(browse, pages, url):
    visit = browse(javascript=False)
    english = [
        "Write a comment",
        "Send comment",
        "Your decision",
        "You need not tick anything",
        "What happens with your data",
        "Spam check by Akismet",
        "More details",
        "minute to read",
    ]
    found = []

    for name in ("front page in German", "post in German", "privacy in German"):
        visit.page.goto(url(local(pages)[name]))
        words = visit.page.locator("body").inner_text()
        found += [(name, sentence) for sentence in english if sentence in words]

    assert found == []


def test_every_page_can_be_printed(browse, pages, url):
    visit = browse()
    visit.page.emulate_media(media="print")

    for name, _answer in each(visit, local(pages), url):
        assert visit.page.locator("h1").first.is_visible(), name
