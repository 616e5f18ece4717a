"""A law is cited as people who read that language cite it, everywhere."""

from __future__ import annotations

import re
from typing import Any

import polib
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from privacy_plugin import Consent, LegitimateInterest
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.citation import format_citation
from privacy_plugin.disclosure.render.document import disclose
from privacy_plugin.processing.citation import Citation, Law
from tests.support import factories
from tests.support.declarations import EVERY
from tests.tools.catalogues import SOURCES, catalogue

EMAIL = "ada@blog.example"
WE = Controller(name="We", email=EMAIL)
ENGLISH = re.compile(
    r"(Art\.|§) \d+(\(\d+\)(\([a-z]\)| no\. \d+)?)? (GDPR|TDDDG|ePrivacy Directive)\Z"
)
GERMAN = re.compile(
    r"(Art\.|§) \d+( Abs\. \d+( lit\. [a-z]| Nr\. \d+)?)? "
    r"(DSGVO|TDDDG|ePrivacy-Richtlinie)\Z"
)
# in a German text: the law's English name, "6(1)", or a letter written in another way
FOREIGN = re.compile(r"GDPR|\d\(\d+\)|\bArt(icle|ikel) \d|no\. \d|Buchst\.|ePrivacy D")
numbers = st.integers(1, 99)
places = st.one_of(
    st.builds(Citation, st.sampled_from(Law), numbers),
    st.builds(Citation, st.sampled_from(Law), numbers, numbers),
    st.builds(Citation, st.sampled_from(Law), numbers, numbers, numbers),
    st.builds(
        Citation,
        st.sampled_from(Law),
        numbers,
        numbers,
        letter=st.sampled_from("abcdefgh"),
    ),
)


def cited(citation: Citation, language: str) -> str:
    with override(language):
        return format_citation(citation)


@given(places, places)
def test_each_place_is_cited_in_each_language_s_way(one: Citation, other: Citation):
    for language, pattern in (("en", ENGLISH), ("de", GERMAN)):
        assert pattern.match(cited(one, language))
        same = cited(one, language) == cited(other, language)
        assert same == (one == other)


def test_the_usual_places():
    comment = Citation(Law.GDPR, 6, 1, letter="b")
    cookie = Citation(Law.TDDDG, 25, 2, number=2)

    assert cited(comment, "en") == "Art. 6(1)(b) GDPR"
    assert cited(comment, "de") == "Art. 6 Abs. 1 lit. b DSGVO"
    assert cited(cookie, "en") == "§ 25(2) no. 2 TDDDG"
    assert cited(cookie, "de") == "§ 25 Abs. 2 Nr. 2 TDDDG"
    assert cited(Citation(Law.EPRIVACY, 5, 3), "de") == (
        "Art. 5 Abs. 3 ePrivacy-Richtlinie"
    )
    assert comment.term == "eu-gdpr:A6-1-b"


@pytest.mark.parametrize("owner", SOURCES)
def test_no_german_text_cites_the_english_way(owner: str):
    entries = polib.pofile(str(catalogue(owner, "de")))
    texts = [
        (entry.msgid, text)
        for entry in entries
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]

    assert [text for _id, text in texts if FOREIGN.search(text)] == []
    for message, text in texts:  # what one cites, the other does
        assert ("GDPR" in message) == ("DSGVO" in text)


def rows_of(key: str, language: str, controller: Controller = WE) -> dict[str, str]:
    with factories.declared(EVERY[key]):
        shown = disclose(key, controller=controller, language=language)
    return {row.term: row.text for row in shown.second_layer}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("key", EVERY)
def test_each_disclosure_cites_its_bases(
    key: str, language: str, all_on: Any, db: None
):
    activity, rows = EVERY[key], rows_of(key, language)

    basis = rows["legal_basis"]
    assert cited(activity.legal_basis.citation, language) in basis
    on_device = Citation(Law.TDDDG, 25, 1 if activity.needs_consent else 2)
    place = cited(on_device, language).removesuffix(" TDDDG")
    assert (place in basis) == bool(activity.device_storage)
    if language == "de":
        assert not any(FOREIGN.search(text) for text in rows.values())


@pytest.mark.parametrize("key", EVERY)
def test_the_right_to_object_stands_apart_where_there_is_one(
    key: str, all_on: Any, db: None
):
    rows = rows_of(key, "en")
    has_right = isinstance(EVERY[key].legal_basis, LegitimateInterest)

    assert ("objection" in rows) == has_right
    assert "Art. 21" not in rows["rights"]
    if has_right:
        assert EMAIL in rows["objection"]
        without = rows_of(key, "en", Controller(name="We"))["objection"]
        assert without.endswith("write to us.")
    if isinstance(EVERY[key].legal_basis, Consent):
        assert "Art. 7(3) GDPR" in rows["rights"]
