"""Beside each form: the few words in sight, and the first layer under *Details*.

What several activities have in common is said once; nothing is lost by that.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from privacy_plugin.consent.forms import ConsentField, ConsentMixin
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.forms import FormDisclosure, get_forms
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.rows import Row
from tests.disclosure.conftest import all_on, controller
from tests.disclosure.test_summary import get_expected
from tests.support import factories
from tests.support.declarations import EVERY
from tests.support.disclosure_facts import missing, words_in
from tests.support.factories import texts
from tests.texts.test_no_fact_is_hidden import LANGUAGES, OWN, theme

__all__ = ["all_on", "controller", "theme"]

pytestmark = pytest.mark.usefixtures("all_on", "controller", "theme")

FORMS = {form.slug: form for form in get_forms()}
TAG = (
    "{% load privacy_tags %}"
    "{% form_disclosure disclosures form=form details_url='/all/' title='Send' %}"
)


class Shown:
    """Hold what readers see of some activities beside a form that has all of them."""

    def __init__(self, form: FormDisclosure, controller) -> None:
        asked = [one.key for one in form.activities if one.needs_consent]
        fields = {
            f"box_{number}": ConsentField(activity=key)
            for number, key in enumerate(asked)
        }
        kind = type("AForm", (ConsentMixin, forms.Form), fields)
        made = kind(controller=controller)
        self.disclosures: tuple[Disclosure, ...] = made.disclose(form)
        context = {"disclosures": self.disclosures, "form": made}
        self.html = BeautifulSoup(Template(TAG).render(Context(context)), "html.parser")

    def under_details(self, shown: Disclosure) -> str:
        """Return what stands under the same *Details*, and what it refers to."""
        section = self.html.select_one(f'[data-activity="{shown.key}"]')
        assert section is not None
        parts = [section, *_say_once(section)]
        if section.select_one(".disclosure__same"):
            recipient = shown.activity.recipient
            for one in self.disclosures:
                if one.needs_consent and one.activity.recipient == recipient:
                    parts += self.html.select(f'[data-activity="{one.key}"]')
        return " ".join(words_in(one) for one in parts)

    def in_sight(self) -> str:
        """Return what is seen before anything is opened."""
        for details in self.html.select("details > :not(summary)"):
            details.extract()
        return words_in(self.html)


def _say_once(section: Tag) -> Iterable[Tag]:
    parent = section.find_parent("details")
    assert parent is not None, "it is not folded"
    return parent.select(".disclosure:not([data-activity])")


def texts_of(row: Row) -> list[str]:
    """Return each text of a row."""
    items = [f"{one.label} ({one.detail})" if one.detail else one.label
             for one in row.items]  # fmt: skip
    return [row.text, *items, *(one.source for one in row.items)]


def check(form: FormDisclosure, language: str, controller) -> None:
    with override(language):
        shown = Shown(form, controller)
        assert [one.key for one in shown.disclosures] == [
            one.key for one in form.activities
        ]
        for one in shown.disclosures:
            rows = [text for row in one.first_layer for text in texts_of(row)]
            assert missing(rows, shown.under_details(one)) == [], one.key
            assert missing([one.title], words_in(shown.html)) == []
        in_sight = shown.in_sight()
        for one in shown.disclosures:
            assert missing(get_expected(one.activity, language), in_sight) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", FORMS)
def test_each_form_tells_the_first_layer_of_its_activities(
    slug: str, language: str, controller
):
    assert FORMS[slug].activities
    check(FORMS[slug], language, controller)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_declaration_is_told_beside_a_form(language: str, controller):
    for declared in EVERY.values():
        with factories.declared(declared):
            form = FormDisclosure(
                slug="a", title="A", get_keys=partial(iter, (declared.key,))
            )
            if form.activities:
                check(form, language, controller)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_admin_s_short_sentence_stands_among_the_details(language: str, controller):
    keys = [one.key for one in FORMS["comment"].activities]
    for key in keys:
        texts.published(key, language=language, lead=OWN[language]["lead"])

    with override(language):
        html = Shown(FORMS["comment"], get_site_controller(controller.site_id)).html
    leads = html.select("[data-activity] .disclosure__lead")

    assert [one.get_text() for one in leads] == [OWN[language]["lead"]] * len(keys)


def test_the_second_box_says_once_what_the_first_says(controller):
    shown = Shown(FORMS["comment"], controller)
    first, second = shown.html.select(".privacy-consent + p")
    box = shown.html.select("input")[1]

    words = "You can stop it later, not undo it."
    assert words in first.get_text()
    assert words not in second.get_text()
    assert "why it is checked again" in second.get_text()
    assert str(box["aria-describedby"]).split() == [first["id"], second["id"]]
