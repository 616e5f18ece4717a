"""A site's words are found in every ordinary spelling, and in nothing else."""

# ruff: noqa: RUF001 - people type signs that look alike

from __future__ import annotations

import pytest

from privacy_plugin.comments.submission.spam_heuristics import contains_phrase
from privacy_plugin.comments.text.markdown import render
from privacy_plugin.comments.text.visible_text import VisibleText, comparable


def finds(phrases: str, text: str) -> bool:
    """Say whether the list finds something in a comment with this text."""
    return contains_phrase(VisibleText(render(text)).words, phrases)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("casino bonus", "CASINO  Bonus"),
        ("casino bonus", "casino\nbonus"),
        ("casino bonus", "casino\u00a0bonus, ja"),
        ("casino", "ca\u200bsi\u00adno"),
        ("casino", "ca\u2060sino\ufe0f"),
        ("casino", "ｃａｓｉｎｏ"),
        ("casino", "𝐜𝐚𝐬𝐢𝐧𝐨"),
        ("casino", "**casino**"),
        ("casino", "ca`si`no"),
        ("casino", "[casino](https://a.example)"),
        ("casino", "在casino玩"),
        ("  Casino  ", "das casino!"),
        ("caf\u00e9", "cafe\u0301"),
        ("cafe\u0301", "caf\u00e9"),
        ("STRASSE", "Straße"),
        ("赌场", "网上赌场很好"),
        ("赌场", "best赌场"),
        ("คาสิโน", "เล่นคาสิโนออนไลน์"),
        ("카지노", "온라인카지노를"),
        ("カジノ", "オンラインｶｼﾞﾉ"),
        ("€€€", "100€€€ sofort"),
        ("💊", "Hier💊kaufen"),
        ("@spam", "Folgt @spam!"),
    ],
)
def test_phrase_is_found_in_ordinary_spellings(phrase, text):
    assert finds(f"anderes\n{phrase}\n\n", text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("ass", "A passage on assets"),
        ("casino", "Casinos, casino_1, Spielcasino"),
        ("casino bonus", "casino, kein bonus"),
        ("कम", "कमी"),
        ("", "nichts"),
        (" \n\u200b\n", "nichts"),
    ],
)
def test_phrase_counts_as_whole_words(phrase, text):
    assert not finds(phrase, text)


def test_comparable_text_is_the_same_for_itself():
    text = "Ⅻ ﬁne  ẞ\u200b \u0130"

    assert comparable(comparable(text)) == comparable(text)
