"""What is said about others has a source and a day, which admins see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from privacy_plugin import Provenance, Transfer
from privacy_plugin.admin.notices import get_source_notices
from privacy_plugin.admin.texts.panels import build_source_rows
from privacy_plugin.akismet.processing import SOURCES_AS_OF, SPAM_CHECK
from privacy_plugin.checks import declarations
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.facts import get_declared_facts
from privacy_plugin.disclosure.sources import find_outdated_sources, list_sources
from tests.support import factories
from tests.support.declarations import EVERY

YEAR = timedelta(days=365)
OF_2020 = Provenance(("https://recipient.example/privacy",), date(2020, 1, 31))


def test_akismet_s_role_and_transfer_have_sources_and_a_day():
    role, transfer = list_sources(EVERY[SPAM_CHECK])

    for source in (role, transfer):
        assert source.provenance.as_of == SOURCES_AS_OF
        assert source.provenance.urls
    assert not role.is_about_transfer
    assert transfer.is_about_transfer
    assert "https://akismet.com/privacy/" in role.provenance.urls


@pytest.mark.parametrize("key", [key for key in EVERY if key.startswith("embeds.")])
def test_a_provider_s_sources_are_those_of_its_entry(key: str, settings: Any):
    recipient = EVERY[key].recipient
    if recipient is not None:
        assert recipient.provenance is not None
        assert recipient.provenance.urls


def test_a_source_is_no_fact_a_consent_rests_on(db):
    plain = factories.sending()
    dated = factories.sending(
        recipient=factories.recipient(
            provenance=OF_2020,
            transfer=Transfer(
                "US", safeguard="Nothing but your consent.", provenance=OF_2020
            ),
        )
    )
    we = Controller(name="We")

    assert get_declared_facts(dated, we) == get_declared_facts(plain, we)


def test_after_a_year_check_and_notice_ask_to_look_again(settings: Any, monkeypatch):
    settings.PRIVACY_AKISMET_API_KEY = "s3cretkey0f12"
    name = "Automattic Inc. (Akismet)"
    for age, is_old in ((YEAR, False), (YEAR + timedelta(days=1), True)):
        at = factories.moment(f"{SOURCES_AS_OF + age}T12:00:00+00:00")
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: at)

        messages = declarations.check_sources()

        assert [message.id for message in messages] == ["privacy.W020"] * is_old
        assert all(name in message.msg for message in messages)
        assert len(get_source_notices(at=at)) == is_old  # once, for two activities
        for notice in get_source_notices(at=at):
            assert name in notice.sentence


def test_a_checker_that_is_switched_off_needs_no_look(settings: Any):
    settings.PRIVACY_AKISMET_API_KEY = ""

    assert find_outdated_sources(on=SOURCES_AS_OF + 2 * YEAR) == ()


def test_an_admin_reads_the_sources_beside_the_facts(db):
    with override("de"):
        role, transfer = build_source_rows(EVERY[SPAM_CHECK])

    assert "berechtigtes Interesse" in role.note
    assert transfer.heading == "Übermittlung in ein anderes Land"
    assert role.urls
    (old,) = build_source_rows(
        factories.sending(
            recipient=factories.recipient(provenance=OF_2020, transfer=None)
        )
    )
    assert old.is_outdated
