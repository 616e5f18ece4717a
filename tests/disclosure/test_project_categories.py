"""A project declares categories of data and of data subjects of its own."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.translation import override

from blog.models import ContactField
from privacy_plugin import (
    N_,
    Category,
    DataCategory,
    DataSubjectCategory,
    PersonalData,
    Source,
)
from privacy_plugin.disclosure.facts import get_facts
from privacy_plugin.disclosure.render.document import disclose
from privacy_plugin.processing import InvalidDeclaration
from tests.support import factories
from tests.support.factories.disclosures import default_controller

pytestmark = pytest.mark.usefixtures("controller")


class RaceCategory(DataCategory):
    # Its German is in the catalogue, so that the test sees a translation.
    PACE = "race:Pace", N_("Time")


class RaceSubject(DataSubjectCategory):
    RUNNER = "runner", N_("readers")


ENTRY = factories.activity(
    key="race.entry",
    title="Entering the race",
    data_subjects=(RaceSubject.RUNNER,),
    data=(PersonalData(RaceCategory.PACE, source=Source.ENTERED),),
)


def test_project_category_is_in_disclosure_and_facts():
    with factories.declared(ENTRY), override("de"):
        shown = disclose("race.entry", controller=default_controller(), language="de")
        facts = get_facts(ENTRY, default_controller())

    words = str(shown)
    assert "Zeitpunkt" in words
    assert "Leserinnen und Leser" in words
    assert facts["data_subjects"] == ["runner"]
    assert facts["data"][0]["category"] == "race:Pace"


def test_project_category_is_in_the_record():
    out = StringIO()

    with factories.declared(ENTRY):
        call_command("privacy_record", site="localhost", format="json", stdout=out)

    rows = json.loads(out.getvalue())["activities"]
    (row,) = [row for row in rows if row["activity"] == "race.entry"]
    assert "Time" in row["data"]
    assert row["data_subjects"] == "readers"


def test_editors_can_choose_project_category_for_a_field():
    choices = ContactField._meta.get_field("category").flatchoices

    offered = dict(choices)
    assert {*Category, "race:Pace"} <= {*offered}
    assert offered["race:Pace"] == "Time"
    assert offered["pd:EmailAddress"] == "E-mail address"
    assert len(choices) == len(offered)


def test_category_of_a_project_counts_as_the_plugins_by_its_term():
    class Contact(DataCategory):
        MAIL = "pd:EmailAddress", N_("Mail")

    assert Contact.MAIL == Category.EMAIL_ADDRESS


@pytest.mark.parametrize(("term", "label"), [("two words", "A"), ("a:B", " ")])
def test_category_without_term_or_label_is_refused(term, label):
    with pytest.raises(InvalidDeclaration):
        DataCategory("Broken", {"X": (term, label)})
