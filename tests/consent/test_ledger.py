"""What a consent allows, from when, until when, and for which facts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from wagtail.models import Site

from privacy_plugin import LegitimateInterest
from privacy_plugin.consent import ledger
from privacy_plugin.consent.errors import NotAskable, NothingToWithdraw
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord, ConsentState
from privacy_plugin.consent.status import ConsentStatus
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.processing import UnknownActivity
from tests.support import factories

KEY = "test.sending"
HALF_A_YEAR = timedelta(days=182)
SECOND = timedelta(seconds=1)


@pytest.fixture
def reader(db) -> SubjectKey:
    return new_subject_key()


def states(subject: SubjectKey) -> list[str]:
    """Return what was decided, in order."""
    events = ConsentEvent.objects.filter(record__subject_key=subject)
    return list(events.order_by("pk").values_list("state", flat=True))


def test_nobody_has_agreed_to_anything_by_coming_here(reader: SubjectKey, now):
    assert not ledger.permits(reader, KEY, at=now)
    assert ledger.get_current_consents(reader, at=now) == ()


def test_a_given_consent_counts_until_its_lifetime_ends(reader: SubjectKey, now):
    factories.consent(subject=reader, at=now)

    assert ledger.permits(reader, KEY, at=now)
    assert ledger.permits(reader, KEY, at=now + HALF_A_YEAR - SECOND)
    assert not ledger.permits(reader, KEY, at=now + HALF_A_YEAR)


def test_the_site_chooses_how_long_a_consent_counts(reader: SubjectKey, now, settings):
    settings.PRIVACY_CONSENT_LIFETIME = timedelta(days=1)
    factories.consent(subject=reader, at=now)
    settings.PRIVACY_CONSENT_LIFETIME = timedelta(days=100)

    assert not ledger.permits(reader, KEY, at=now + timedelta(days=1))


def test_a_consent_given_again_is_renewed(reader: SubjectKey, now):
    later = now + timedelta(days=100)
    factories.consent(subject=reader, at=now)
    factories.consent(subject=reader, at=later)

    assert states(reader) == [ConsentState.GIVEN, ConsentState.RENEWED]
    assert ConsentRecord.objects.count() == 1
    assert ledger.permits(reader, KEY, at=later + HALF_A_YEAR - SECOND)


def test_a_withdrawn_consent_counts_no_more_and_can_be_given_again(
    reader: SubjectKey, now
):
    factories.consent(subject=reader, at=now)
    ledger.withdraw(reader, KEY, method="button", at=now)

    assert not ledger.permits(reader, KEY, at=now)
    (consent,) = ledger.get_current_consents(reader, at=now)
    assert (consent.state, consent.is_given) == (ConsentState.WITHDRAWN, False)

    factories.consent(subject=reader, at=now)
    assert ledger.permits(reader, KEY, at=now)
    assert states(reader) == ["given", "withdrawn", "given"]


def test_only_what_stands_can_be_withdrawn(reader: SubjectKey, now):
    for _ in range(2):
        with pytest.raises(NothingToWithdraw):
            ledger.withdraw(reader, KEY, method="button", at=now)
        factories.consent(subject=reader, at=now)
        ledger.withdraw(reader, KEY, method="button", at=now)
    with pytest.raises(NothingToWithdraw):
        ledger.withdraw(reader, "no.body", method="button", at=now)


def test_withdrawing_one_thing_leaves_another(reader: SubjectKey, now):
    with factories.declared(factories.sending(key="test.second")):
        factories.consent(subject=reader, at=now)
        factories.consent(subject=reader, key="test.second", at=now)
        ledger.withdraw(reader, KEY, method="button", at=now)

        assert not ledger.permits(reader, KEY, at=now)
        assert ledger.permits(reader, "test.second", at=now)
        assert [
            one.activity for one in ledger.get_current_consents(reader, at=now)
        ] == [
            "test.second",
            KEY,
        ]


def test_a_withdrawal_takes_back_each_text_agreed_to(reader: SubjectKey, now):
    for language in ("en", "de"):
        ledger.give(reader, factories.version(language=language), method="form", at=now)

    ledger.withdraw(reader, KEY, method="button", at=now)

    assert ConsentRecord.objects.count() == 2
    assert not ledger.permits(reader, KEY, at=now)
    with pytest.raises(NothingToWithdraw):
        ledger.withdraw(reader, KEY, method="button", at=now)


def test_the_newest_decision_counts_and_no_older_one(reader: SubjectKey, now, settings):
    ledger.give(reader, factories.version(language="en"), method="form", at=now)
    settings.PRIVACY_CONSENT_LIFETIME = timedelta(days=1)
    ledger.give(
        reader, factories.version(language="de"), method="form", at=now + SECOND
    )
    later = now + timedelta(days=2)

    assert ledger.expire_due(at=later) == 1

    assert not ledger.permits(reader, KEY, at=later)
    (consent,) = ledger.get_current_consents(reader, at=later)
    assert consent.state == ConsentState.EXPIRED


CHANGED = {
    "another recipient": {"recipient": factories.recipient(name="Somebody else")},
    "another host": {"recipient": factories.recipient(hosts=("b.example",))},
    "another country": {"recipient": factories.recipient(transfer=None)},
    "less data": {"data": factories.sending().data[:1]},
    "one field more": {"not_personal": ("site", "version")},
    "another question only": None,
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED.keys())
def test_a_consent_counts_only_for_the_facts_it_was_given_to(
    change: dict[str, object] | None, reader: SubjectKey, now
):
    factories.consent(subject=reader, at=now)
    facts = change or {"title": "Another title", "erasure": "Another way back."}

    with factories.declared(factories.sending(**facts)):
        assert ledger.permits(reader, KEY, at=now) is (change is None)
        (consent,) = ledger.get_current_consents(reader, at=now)
        assert consent.is_given
        assert consent.is_active is (change is None)

    assert ledger.permits(reader, KEY, at=now)


def test_a_new_controller_has_to_ask_again(reader: SubjectKey, now):
    factories.consent(subject=reader, at=now)
    site = Site.objects.get(is_default_site=True)

    setting = ControllerSettings.for_site(site)
    setting.name = "The new owners"
    setting.save()

    assert not ledger.permits(reader, KEY, at=now)


def test_the_consent_of_a_site_that_is_gone_counts_no_more(reader: SubjectKey, now):
    factories.consent(subject=reader, at=now)

    Site.objects.all().delete()

    assert not ledger.permits(reader, KEY, at=now)


def test_what_is_switched_off_is_permitted_to_nobody(reader: SubjectKey, now, settings):
    settings.PRIVACY_TEST = "on"
    with factories.declared(factories.sending(switch="PRIVACY_TEST")):
        factories.consent(subject=reader, at=now)
        assert ledger.permits(reader, KEY, at=now)
        settings.PRIVACY_TEST = ""

        with pytest.raises(UnknownActivity):
            ledger.permits(reader, KEY, at=now)
        (consent,) = ledger.get_current_consents(reader, at=now)
        assert not consent.is_active


def test_a_consent_counts_for_a_clock_that_is_behind_by_less_than_a_day(
    reader: SubjectKey, now
):
    factories.consent(subject=reader, at=now)

    assert ledger.permits(reader, KEY, at=now - timedelta(hours=23))
    assert not ledger.permits(reader, KEY, at=now - timedelta(hours=25))
    (consent,) = ledger.get_current_consents(reader, at=now - timedelta(hours=25))
    assert consent.status == ConsentStatus.AHEAD


def test_a_clock_set_back_changes_no_order(reader: SubjectKey, now):
    ledger.give(reader, factories.version(language="en"), method="form", at=now)
    before = now - timedelta(hours=1)
    ledger.give(reader, factories.version(language="de"), method="form", at=before)

    ledger.withdraw(reader, KEY, method="button", at=before)

    assert not ledger.permits(reader, KEY, at=before)
    assert not ledger.permits(reader, KEY, at=now)
    (consent,) = ledger.get_current_consents(reader, at=now)
    assert consent.state == ConsentState.WITHDRAWN


def test_what_rests_on_something_else_is_not_asked(reader: SubjectKey, now):
    other = factories.sending(legal_basis=LegitimateInterest("We want it."))
    with factories.declared(other), pytest.raises(NotAskable):
        factories.consent(subject=reader, at=now)

    assert not ConsentRecord.objects.exists()


def test_time_that_has_run_out_is_written_down_once(reader: SubjectKey, now):
    factories.consent(subject=reader, at=now)
    withdrawn = factories.consent(at=now)
    ledger.withdraw(
        SubjectKey(withdrawn.subject_key), KEY, method="button", at=now + SECOND
    )
    end = now + HALF_A_YEAR

    assert ledger.expire_due(at=end - SECOND) == 0
    assert ledger.expire_due(at=end) == 1
    assert ledger.expire_due(at=end) == 0
    assert states(reader) == ["given", "expired"]
    with pytest.raises(NothingToWithdraw):
        ledger.withdraw(reader, KEY, method="button", at=end)


def test_what_was_renewed_meanwhile_does_not_expire(
    reader: SubjectKey, now, monkeypatch
):
    record = factories.consent(subject=reader, at=now)
    end = now + HALF_A_YEAR
    real = ledger._newest_event

    def renewed_in_between(of: ConsentRecord) -> ConsentEvent | None:
        monkeypatch.setattr(ledger, "_newest_event", real)
        factories.consent(subject=reader, at=end)
        return real(of)

    monkeypatch.setattr(ledger, "_newest_event", renewed_in_between)

    assert ledger.expire_due(at=end) == 0
    assert states(reader) == ["given", "renewed"]
    assert ledger.is_intact(record)


def test_a_record_without_a_decision_says_nothing(reader: SubjectKey, now):
    record = ConsentRecord.objects.create(
        subject_key=reader, activity=KEY, version=factories.version(), created_at=now
    )

    assert not ledger.permits(reader, KEY, at=now)
    assert ledger.get_current_consents(reader, at=now) == ()
    assert not ledger.is_intact(record)
    with pytest.raises(NothingToWithdraw):
        ledger.withdraw(reader, KEY, method="button", at=now)
    assert reader not in f"{record}{record!r}"


def test_a_moment_is_the_same_in_every_time_zone(reader: SubjectKey, now: datetime):
    elsewhere = now.astimezone(timezone(timedelta(hours=13, minutes=45)))
    record = factories.consent(subject=reader, at=elsewhere)
    record.refresh_from_db()

    assert ledger.is_intact(record)
    assert ledger.permits(reader, KEY, at=now)
    assert record.events.get().at == now
