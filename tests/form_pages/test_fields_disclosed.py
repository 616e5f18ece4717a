"""A form page discloses exactly the fields its editors gave it, in their words."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.contrib.forms.models import FORM_FIELD_CHOICES

from blog.models import ContactField, ContactPage
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.render.document import Disclosure, disclose_all
from privacy_plugin.form_pages import fields
from privacy_plugin.form_pages.disclosures import get_page_disclosures
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.form_pages.processing import EMAIL_COLUMN, ENTERED_COLUMN, MESSAGE
from privacy_plugin.processing import (
    Category,
    DataCategory,
    KeepWhile,
    PersonalData,
    Source,
    registry,
)
from privacy_plugin.processing.vocabulary import N_
from tests.form_pages.conftest import contact_page
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.factories.disclosures import default_controller
from tests.support.factories.second_site import SecondSite
from tests.support.reader import Page, Reader

__all__ = ["clock"]

KINDS = [kind for kind, _label in FORM_FIELD_CHOICES]
LABELS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=200
).filter(str.strip)


class RaceCategory(DataCategory):
    PACE = "race:PaceOfForm", N_("Time")


@pytest.fixture
def reader(clock: Clock) -> Reader:
    return Reader(clock)


def field(label: str, kind: str = "singleline", **changes: Any) -> ContactField:
    choices = "One\nTwo" if kind in {"dropdown", "radio", "checkboxes"} else ""
    return ContactField(label=label, field_type=kind, choices=choices, **changes)


def page_of(*some: ContactField, title: str = "Write to us") -> ContactPage:
    """Return a page that is not saved, as in a preview."""
    page = ContactPage(title=title, slug="write")
    page.form_fields = list(some)
    return page


def message_of(page: ContactPage, language: str | None = None) -> Disclosure:
    with override(language or "en"):
        return get_page_disclosures(page, default_controller())[0]


def named(disclosure: Disclosure, source: str = "From you") -> dict[str, str]:
    """Return the label and the note of each item from there, in both layers."""
    found = {}
    for row in (*disclosure.first_layer, *disclosure.second_layer):
        for item in row.items:
            heading = item.source or row.heading
            if row.term in {"data", "entered", "added"} and heading == source:
                found[item.label] = item.detail
    return found


def write(reader: Reader, page: ContactPage, **values: Any) -> Page:
    shown = reader.open(page.url)
    return reader.press(shown, "Send", **values)


@pytest.mark.parametrize(
    ("kind", "is_required", "language"),
    list(product([*KINDS, "a_kind_nobody_knows"], [True, False], ["en", "de"])),
)
def test_each_kind_of_field_is_named_with_its_label(db, kind, is_required, language):
    page = page_of(field("Shoe size, left", kind, required=is_required))

    shown = message_of(page, language)
    own = [item for item in shown.activity.data if item.label == "Shoe size, left"]

    source = {"en": "From you", "de": "Von dir"}
    if kind == "hidden":
        assert own[0].source is Source.SITE
        assert "Shoe size, left" in str(shown.as_dict())
        assert named(shown, source[language]) == {}
    else:
        optional = {"en": "optional", "de": "freiwillig"}[language]
        note = "" if is_required else optional
        assert named(shown, source[language]) == {"Shoe size, left": note}
    assert len(own) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_field_has_a_category(kind: str):
    assert kind in fields.DEFAULT_CATEGORIES


def test_a_kind_nobody_knows_is_text_and_can_be_filled_in(page, reader: Reader):
    page.form_fields.add(field("Blood group", "blood_group", required=False))
    page.save_revision().publish()

    write(reader, page, message="Hello", blood_group="A")

    assert fields.get_category(page.form_fields.last()) == Category.FREE_TEXT
    assert Submission.objects.get().form_data["blood_group"] == "A"


@given(
    some=st.lists(
        st.tuples(LABELS, st.sampled_from(KINDS), st.booleans()),
        unique_by=lambda one: one[0],
        min_size=1,
        max_size=50,
    )
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_disclosure_names_exactly_the_fields(db, some):
    page = page_of(*(field(label, kind, required=must) for label, kind, must in some))

    shown = message_of(page)

    visible = {label: must for label, kind, must in some if kind != "hidden"}
    entered = named(shown)
    entered.pop(f"{len(visible)} fields, named below", None)
    assert entered == {
        label: "" if must else "optional" for label, must in visible.items()
    }
    hidden = {label for label, kind, _must in some if kind == "hidden"}
    added = set(named(shown, "Added by this site"))
    declared = {
        item.label for item in registry.get(MESSAGE).data if item.source is Source.SITE
    }
    assert {one for one in added - declared if "named below" not in one} == hidden


def test_an_editor_s_choice_of_category_counts():
    own = SimpleNamespace(field_type="number", category="race:PaceOfForm")
    gone = SimpleNamespace(field_type="email", category="nobody:Declares")

    assert fields.get_category(own) is RaceCategory.PACE
    assert fields.get_category(gone) is Category.EMAIL_ADDRESS
    assert fields.get_category(SimpleNamespace(field_type="url")) is Category.WEBSITE


def test_only_one_address_has_its_own_column():
    page = page_of(field("Yours", "email"), field("A friend's", "email"), field("Text"))

    data = {item.label: item.stored_as for item in message_of(page).activity.data}

    assert data["Yours"] == EMAIL_COLUMN
    assert data["A friend's"] == data["Text"] == ENTERED_COLUMN


def test_a_label_is_no_message_to_translate(db):
    shown = message_of(page_of(field("Name"), field("%(count)s %")), "de")

    assert set(named(shown, "Von dir")) == {"Name", "%(count)s %"}


def test_an_added_field_is_disclosed_at_once_and_a_removed_one_is_gone(
    page: ContactPage, reader: Reader
):
    before = message_of(page)
    page.form_fields.add(field("Phone number"))
    page.save_revision().publish()

    added = reader.open(page.url)
    assert "Phone number" in added.words.partition("When you press “Send”")[2]
    assert message_of(page).facts_digest != before.facts_digest

    page.form_fields.remove(page.form_fields.get(label="Address"))
    page.save_revision().publish()

    removed = reader.open(page.url)
    assert "Address" not in removed.words
    assert set(named(message_of(page))) == {"Message", "Phone number"}


def test_another_label_is_another_fact(db):
    one = message_of(page_of(field("Remark")))
    other = message_of(page_of(field("Number of your health insurance")))

    assert one.facts_digest != other.facts_digest


def test_forty_fields_are_a_number_first_and_names_below(db):
    page = page_of(*(field(f"Question {number}") for number in range(40)))

    shown = message_of(page)

    (first,) = [row for row in shown.first_layer if row.term == "data"]
    (below,) = [row for row in shown.second_layer if row.term == "entered"]
    assert [i.label for i in first.items if i.source == "From you"] == [
        "40 fields, named below"
    ]
    assert len(below.items) == 40
    assert {item.source for item in below.items} == {""}


@pytest.mark.parametrize("label", ["x" * 200, "مجموعة الدم (اختياري)", "<b>&amp;</b>"])
def test_any_label_stands_in_the_page_as_it_is(label: str, db, reader: Reader):
    page = contact_page()
    page.form_fields.add(field(label, required=False))
    page.save_revision().publish()

    shown = reader.open(page.url)

    assert label in shown.words.partition("When you press “Send”")[2]


def test_two_sites_disclose_their_own_fields_in_their_own_languages(
    page: ContactPage, second_site: SecondSite
):
    there = page_of(field("Nachricht", "multiline"), title="Kontakt")
    there.locale = second_site.index.locale
    second_site.index.add_child(instance=there)

    def message_on(controller) -> list[str]:
        found = disclose_all(controller=controller, language="de")
        (message,) = [one for one in found if one.key == MESSAGE]
        return list(named(message, "Von dir"))

    assert message_on(second_site.controller) == ["Nachricht (im Formular „Kontakt“)"]
    assert message_on(default_controller()) == [
        "Message (im Formular „Write to us“)",
        "Address (im Formular „Write to us“)",
    ]
    there.unpublish()
    assert "Kontakt" not in str(message_on(second_site.controller))


def test_the_proof_of_a_message_shows_the_fields_of_its_page(
    page: ContactPage, reader: Reader
):
    page.form_fields.add(field("Phone number", required=False))
    page.save_revision().publish()
    write(reader, page, message="Hello")
    page.form_fields.remove(page.form_fields.get(label="Phone number"))
    page.save_revision().publish()
    write(reader, page, message="Hello again")

    first, then = Submission.objects.order_by("pk")
    assert first.shown != then.shown
    with_phone = DisclosureVersion.objects.get(digest__in=first.shown)
    without = DisclosureVersion.objects.get(digest__in=then.shown)
    assert "Phone number" in str(with_phone.document)
    assert "Phone number" not in str(without.document)
    assert with_phone.activity == MESSAGE
    labels = [item.get("label") for item in with_phone.facts["data"]]
    assert labels[:3] == ["Message", "Address", "Phone number"]


def test_a_message_written_beside_other_information_comes_back_with_its_text(
    page: ContactPage, reader: Reader
):
    old = reader.open(page.url)
    page.form_fields.add(field("Phone number", required=False))
    page.save_revision().publish()

    again = reader.press(old, "Send", message="A long letter")

    assert again.status == 422
    assert "has changed since this page was made" in again.words
    assert "A long letter" in again.html
    assert not Submission.objects.exists()
    reader.press(again, "Send")
    assert Submission.objects.get().form_data["message"] == "A long letter"


def test_a_project_s_own_items_stay_beside_the_fields():
    entry = factories.activity(
        key="race.entry",
        data=(
            PersonalData(
                Category.NAME, source=Source.ENTERED, stored_as=ENTERED_COLUMN
            ),
            PersonalData(Category.LANGUAGE, source=Source.BROWSER),
        ),
        retention=KeepWhile("As long as the race lasts."),
    )

    data = fields.build_fields_data([field("Pace")])
    own = fields.replace_fields_data(entry, data)

    assert [str(item.label) for item in own.data] == ["Pace", "Language"]
