"""What a reader typed is what is shown: nothing vanishes, nothing is renumbered."""

# ruff: noqa: RUF001 - people type signs that look alike

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from privacy_plugin.comments.text.markdown import render
from privacy_plugin.comments.text.visible_text import VisibleText
from tests.support.growth import assert_grows_linearly

# Text as people type it every day. It stands there as it was typed, to the last sign.
EVERYDAY = [
    "Liebe Leser*innen, liebe Autor*innen, liebe Kolleg*innen!",
    "Der*die Leser*in und ihre*seine Kolleg*innen- und Freund*innenkreise",
    "Lehrer_innen und Schüler_innen",
    "5*6*7 = 210 und 2 * 3 * 4 = 24",
    "a*b*c, x_1 und x_2, snake_case_name, __init__.py und __main__",
    "18. September: Anreise\n2. Oktober: Abreise",
    "18. September war schön.",
    "1. Mai ist Feiertag.",
    "Am 3. Juli.\n\n24. Dezember",
    "7) erstens\n8) zweitens",
    "01. Januar\n02. Februar",
    "1986. Ein gutes Jahr.",
    "C:\\new\\table, \\\\server\\share\\x und D:\\",
    "C:\\\nD:\\",
    "¯\\_(ツ)_/¯ und ¯_(ツ)_/¯",
    "\\alpha, \\(x\\), \\n, \\d+\\.\\d+, 1\\*2",
    ">:-( und >_< und >.<",
    ">:-(",
    ">_<",
    ">5 Leute waren da, aber <10",
    "> 5 Leute waren da",
    ">>> Achtung <<<",
    "<3 und </3 und <- und -> und <=>",
    "^_^ -_- *-* *_* *.* o_O T_T",
    "*.txt und *.md sowie **/*.py",
    "F*** und sh*t und ****",
    "Preis* inkl. MwSt.\n\n* ohne Versand",
    "Das stimmt so.*\n* Meistens.",
    "Viele Grüße\n- Anna",
    "Viele Grüße\n-- \nAnna",
    "+ viel Platz\n+ ruhig\n- zu teuer\n- zu weit",
    "+ dafür\n- dagegen",
    "-5 Grad\n+3 Grad",
    "* * *",
    "***",
    "---",
    "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -",
    "* * * * * * * * * * * * * * * * * * * * * * * * * * * * * *\nund weiter",
    "* * * * *\n\nAlles, was folgt.\n\n* * * * *",
    "_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _",
    "=====\nTitel\n=====",
    "~~~~~~~~~~\nTrenner\n~~~~~~~~~~",
    "~5 Minuten, ~10 %",
    "# kein Titel\n## auch keiner #hashtag",
    "```\nnie geschlossen",
    "``` so steht das da",
    "` und `` und ```",
    "&lt; &amp; &nbsp; &#58; &euml; A&B R&D",
    "<b>fett</b> <!-- nicht --> <script>alert(1)</script> <foo:bar>",
    "[1] siehe unten [2][3] (a)[b] [x]() [](y) [ ] offen [x] erledigt",
    "[nicht](klicken) [auch nicht](//host) [x](https:host) [x](javascript:alert(1))",
    "[Titel](https://a.example 'mit Text')",
    "https\\://a.example",
    "|a|b|\n|-|-|\n|1|2|",
    "Wort:Wort http:// https:// www. ftp://a.example",
    "ich@a.example und mailto:ich@a.example",
    "„Zitat“ ‚einfach‘ »so« 'x' \"y\" – — … ½ § 5 € 10 %",
    "שלום עולם مرحبا 你好*世界*再见 ภาษาไทย한국어",
    "👍🏽 👨‍👩‍👧 e\u0301 Z\u0351\u036b\u0343",
    "1.\n2.\n3.",
    "-\n-\n-",
    "* \n* ",
    ">",
    "> > > >",
    "\\",
    "\\\\",
]

# Signs that act, and what is seen of them then.
ACTING = [
    ("*wichtig* und **sehr** und ***beides***", "wichtig und sehr und beides"),
    ("_kursiv_, „*Faust*“, (*siehe oben*)", "kursiv, „Faust“, (siehe oben)"),
    ("Der *Spiegel*-Artikel", "Der Spiegel-Artikel"),
    ("`x*y*z` und ``a`b``", "x*y*z und a`b"),
    ("\\*so\\* und \\[x](https://a.example) und \\`y`", None),
    ("- eins\n- zwei\n- drei", "• eins\n• zwei\n• drei"),
    ("* eins\n* zwei", "• eins\n• zwei"),
    ("1. eins\n2. zwei\n5. fünf", "1. eins\n2. zwei\n5. fünf"),
    ("3. drei\n4. vier", "3. drei\n4. vier"),
    ("> gesagt\ngeantwortet", "> gesagt\n\ngeantwortet"),
    ("> > tief\n> flach\n\nneu", "> > tief\n\n> flach\n\nneu"),
    ("[Wort](https://a.example/b)", "Wort"),
    ("<https://a.example/b> <ich@a.example>", "https://a.example/b ich@a.example"),
    ("```python\nx = '*1*'\n```", "x = '*1*'"),
    ("    x\n        y", "x\n    y"),
]


def shown(text: str) -> str:
    """Return what a person sees of a comment, with its addresses."""
    return VisibleText(render(text)).with_addresses


def without_space(text: str) -> str:
    """Return the text without white space, and in one normal form."""
    return "".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_text_stays_as_typed(text):
    assert without_space(VisibleText(render(text)).words) == without_space(text)


@pytest.mark.parametrize(("text", "seen"), [case for case in ACTING if case[1]])
def test_markup_acts_and_its_words_stay(text, seen):
    assert VisibleText(render(text)).words == seen


def test_backslash_is_taken_from_what_would_act():
    html = render("\\*so\\* \\[x](https://a.example) \\`y` \\> z")

    assert shown("\\*so\\*") == "*so*"
    assert html.startswith("<p>*so* [x](<a href=")
    assert html.endswith("`y` \\&gt; z</p>")
    assert shown("\\> z\n\\- a\n1\\. b") == "> z\n- a\n1. b"


# --- any text at all

_SIGNS = st.sampled_from(
    [
        *"*_`>-+#[]()<>\\!&;:|~=.0123456789 \t\n\"'",
        *("\n\n", "> ", "- ", "* ", "1. ", "18. ", "02. ", "    ", "```", "**", "__"),
        *(
            "](",
            "http://a.example",
            "www.a.example",
            "<a@b.de>",
            "\\*",
            "&#58;",
            "&lt;",
        ),
        *("wort", "Ü", "ツ", "词", "\u200b", "é"),
    ]
)
_MARKDOWN = st.lists(_SIGNS, max_size=40).map("".join)
_LANGUAGE_OF_CODE = re.compile(r"`{3}[ \t]*[\w+#.-]+[ \t]*(\n|\Z)")
_PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def letters(text: str) -> str:
    """Return the letters and figures of a text, in order, and any sign but ASCII's."""
    return "".join(c for c in text if not c.isspace() and (c.isalnum() or ord(c) > 127))


@example("www.a.examplehttp://a.example")
@given(st.one_of(_MARKDOWN, _PLAIN, st.lists(_PLAIN).map("\n".join)))
def test_no_letter_and_no_figure_vanishes_or_changes(text):
    assume(not _LANGUAGE_OF_CODE.search(text))
    visible = VisibleText(render(text))
    has_hidden_address = any(link.words != link.address for link in visible.links)
    seen = visible.with_addresses if has_hidden_address else visible.words
    assume("xn--" not in seen)  # an address under the words of a link is encoded
    assume("%" not in seen)

    assert letters(seen.replace("• ", "")) == letters(text)


@given(_MARKDOWN)
def test_signs_that_do_not_act_stay(text):
    html = render(text)

    if not re.search(r"<(?!p>|/p>|br>)", html):
        escape = r"\\+(?=[*_\[`<>+.#-])"  # one of several acts, the others stay
        typed = re.sub(escape, "", without_space(text))
        assert re.sub(escape, "", without_space(shown(text))) == typed


@given(_MARKDOWN)
def test_a_comment_with_letters_is_never_shown_empty(text):
    assert not letters(text) or letters(shown(text))


@pytest.mark.parametrize("depth", [1, 5, 12, 13, 20, 21, 60])
@pytest.mark.parametrize("sign", ["> ", ">", "- "])
def test_words_survive_any_depth(sign, depth):
    lines = [f"{sign * level}Zeile {level}" for level in range(1, depth + 1)]

    seen = shown("\n".join(lines))

    assert [int(n) for n in re.findall(r"Zeile (\d+)", seen)] == [*range(1, depth + 1)]


def test_nested_lists_keep_every_item():
    lines = [f"{'  ' * level}- Punkt {level}" for level in range(40)] * 2

    assert len(re.findall("Punkt", shown("\n".join(lines)))) == 80


# --- links


def links(text: str) -> list[tuple[str, str]]:
    """Return the words and the address of each link."""
    return [(link.words, link.address) for link in VisibleText(render(text)).links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/b_c_d/*e*.html", ["https://a.example/b_c_d/*e*.html"]),
        ("Siehe https://a.example/b.", ["https://a.example/b"]),
        ("(https://a.example/A_(b)), so", ["https://a.example/A_(b)"]),
        ("https://a.example/?x=1&y=2#z!", ["https://a.example/?x=1&y=2#z"]),
        ("www.a.example/b, www.c.example", ["www.a.example/b", "www.c.example"]),
        ("„https://a.example/“", ["https://a.example/"]),
        ("a.example, a.b und Ende.Das geht weiter", []),
        ("name@a.example", []),
        ("notwww.a.example xhttps://a.example", []),
    ],
)
def test_bare_addresses_are_links_under_the_words_that_were_typed(text, expected):
    assert [words for words, _address in links(text)] == expected


def test_words_of_a_link_are_never_turned_into_look_alike_letters():
    url = "https://www.xn--80ak6aa92e.com/"

    assert links(f"<{url}> {url} [x]({url})") == [(url, url), (url, url), ("x", url)]


@pytest.mark.parametrize(
    "text",
    [
        "[x](//host)",
        "[x](https:host)",
        "[x](/path)",
        "[x](foo:bar)",
        "[](https://a.example)",
        "[\u200b](https://a.example)",
        "<foo:bar>",
        "https\\://a.example",
    ],
)
def test_what_is_no_complete_address_is_text(text):
    html = render(text)

    assert not re.search(r'<a href="(?!https://a.example)', html)
    assert without_space(shown(text)) == without_space(text)


def test_what_is_too_long_for_an_address_is_text():
    path = "b" * 1_900

    assert len(links(f"https://a.example/{path} www.a.example/{path}")) == 2
    assert links(f"https://a.example/{path * 2} und") == []
    assert shown(f"https://a.example/{path * 2}").endswith("b")


def test_parsers_of_several_threads_do_not_disturb_each_other():
    texts = [f"www.{n}.example und https://b.example/{n}" * 20 for n in range(40)]
    expected = [render(text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render, texts)) == expected


def _stairs(size: int) -> str:
    """Return items that are each one step deeper than the one before."""
    return "".join(" " * depth + "- a\n" for depth in range(math.isqrt(2 * size)))


def _repeated(sign: str) -> Callable[[int], str]:
    return lambda size: sign * (size // len(sign))


HOSTILE: dict[str, Callable[[int], str]] = {
    **{sign: _repeated(sign) for sign in (
        ">", "[", "\\[", "*_", "www.", "`", "*", "- ", "- a\n", "```a\n", "\n>", "\n >",
        "- \n>", "http://a ", "http:// ", "(http://", "“http://", "*a*_b_",
        "> " * 11 + "- a\n",
    )},
    "[[](": lambda size: "[" * (size // 2) + "](https://a.example)",
    "\\[](": lambda size: "\\[" * (size // 2 - 10) + "](https://a.example)",
    "stairs": _stairs,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=map(repr, HOSTILE))
def test_time_for_hostile_text_grows_with_its_length(text: Callable[[int], str]):
    assert_grows_linearly(lambda size: render(text(size)), small=2_500, large=20_000)
