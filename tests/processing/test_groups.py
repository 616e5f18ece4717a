"""Each declaration has its place on the privacy page, and that is wording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privacy_plugin import N_, ActivityGroup, DataSubject, StandardGroup
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.facts import get_declared_facts
from privacy_plugin.processing import InvalidDeclaration
from tests.support import factories
from tests.support.declarations import EVERY


class RaceGroup(ActivityGroup):
    ENTER = "race:Enter", N_("When you comment")


@pytest.mark.parametrize("key", EVERY)
def test_every_shipped_declaration_has_a_group_of_its_own(key):
    activity = EVERY[key]

    assert activity.shown_in is not StandardGroup.OTHER
    is_about_editors = set(activity.data_subjects) == {DataSubject.EDITOR}
    assert (activity.shown_in is StandardGroup.WORK) == is_about_editors


@pytest.mark.parametrize("key", EVERY)
def test_group_is_no_fact(key):
    controller = Controller(name="We")
    moved = replace(EVERY[key], group=RaceGroup.ENTER)

    facts = get_declared_facts(moved, controller)

    assert facts == get_declared_facts(EVERY[key], controller)


def test_declaration_without_group_is_sorted_by_whose_data_it_is():
    reader, editor = DataSubject.READER, DataSubject.EDITOR

    assert factories.activity().shown_in is StandardGroup.OTHER
    theirs = factories.activity(data_subjects=(editor,))
    assert theirs.shown_in is StandardGroup.WORK
    shared = factories.activity(data_subjects=(reader, editor))
    assert shared.shown_in is StandardGroup.OTHER


def test_group_of_a_project_is_kept():
    assert factories.activity(group=RaceGroup.ENTER).shown_in is RaceGroup.ENTER


@pytest.mark.parametrize("group", ["read", DataSubject.READER, ""])
def test_group_of_no_kind_is_refused(group):
    with pytest.raises(InvalidDeclaration):
        factories.activity(group=group)
