"""Giving, withdrawing and asking at once: after a withdrawal nothing is permitted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from privacy_plugin.comments.models import Comment
from privacy_plugin.consent import ledger
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.egress.errors import ConsentMissing
from privacy_plugin.egress.gateway import authorize
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.rights.erasure import erase
from tests.support import factories
from tests.support.factories.disclosures import disclose

KEY = "test.sending"
pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[BaseException]:
    """Do all of this at the same time; return what went wrong."""
    barrier = threading.Barrier(len(acts))
    errors: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(5)
            act()
        except BaseException as error:  # noqa: BLE001 - whatever it is, report it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    close_old_connections()
    return errors


def ask(subject: SubjectKey) -> object:
    """Ask for a permit; None where there is no consent."""
    with transaction.atomic():
        try:
            return authorize(
                KEY, subject=subject, values={"text": "x"}, at=timezone.now()
            )
        except ConsentMissing:
            return None


def test_after_a_withdrawal_has_returned_no_permit_is_issued():
    for _ in range(5):
        subject = SubjectKey(factories.consent().subject_key)
        withdrawn = threading.Event()
        late: list[object] = []

        def keep_asking(
            subject: SubjectKey = subject,
            withdrawn: threading.Event = withdrawn,
            late: list[object] = late,
        ) -> None:
            for _ in range(12):
                was_withdrawn = withdrawn.is_set()
                issued = ask(subject)
                if was_withdrawn and issued:
                    late.append(issued)

        def take_back(
            subject: SubjectKey = subject, withdrawn: threading.Event = withdrawn
        ) -> None:
            time.sleep(0.01)
            ledger.withdraw(subject, KEY, method="button", at=timezone.now())
            withdrawn.set()

        assert together(keep_asking, keep_asking, take_back) == []
        assert late == []
        assert ask(subject) is None


def test_a_withdrawal_waits_for_a_permit_that_is_being_issued():
    subject = SubjectKey(factories.consent().subject_key)
    asked = threading.Event()
    seen: list[str] = []

    def slowly() -> None:
        with transaction.atomic():
            authorize(KEY, subject=subject, values={"text": "x"}, at=timezone.now())
            asked.set()
            time.sleep(0.2)

    def take_back() -> None:
        asked.wait(5)
        ledger.withdraw(subject, KEY, method="button", at=timezone.now())
        seen.extend(Transmission.objects.of(subject).values_list("outcome", flat=True))

    assert together(slowly, take_back) == []
    assert seen == [Outcome.BEGUN]


def test_one_consent_given_many_times_at_once_is_one_record():
    subject, version = new_subject_key(), factories.version()

    def agree() -> None:
        ledger.give(subject, version, method="form", at=timezone.now())

    assert together(*[agree] * 4) == []
    record = ConsentRecord.objects.get()
    events = [event.state for event in record.events.order_by("pk")]
    assert events == ["given", "renewed", "renewed", "renewed"]
    assert ledger.is_intact(record)


def test_giving_and_withdrawing_at_once_leaves_a_whole_chain():
    subject, version = new_subject_key(), factories.version()

    def agree() -> None:
        for _ in range(5):
            ledger.give(subject, version, method="form", at=timezone.now())

    def take_back() -> None:
        for _ in range(5):
            try:
                ledger.withdraw(subject, KEY, method="button", at=timezone.now())
            except NothingToWithdraw:
                time.sleep(0.005)

    assert together(agree, agree, take_back, take_back) == []
    assert ledger.is_intact(ConsentRecord.objects.get())


def test_one_text_published_many_times_at_once_is_stored_once():
    assert together(*[lambda: save_version(disclose(KEY))] * 4) == []
    assert DisclosureVersion.objects.filter(activity=KEY).count() == 1


def test_erasing_and_asking_for_a_permit_do_not_wait_for_each_other():
    for _ in range(5):
        comment = factories.comment()
        subject = SubjectKey(comment.subject_key)
        factories.consent(subject=subject)

        def check(subject: SubjectKey = subject, key: int = comment.pk) -> None:
            with transaction.atomic():
                rows = Comment.objects.filter(pk=key).select_for_update()
                list(rows)
                time.sleep(0.01)
                ask(subject)

        def forget(subject: SubjectKey = subject) -> None:
            erase(subject, method="test", at=timezone.now())

        assert together(check, forget) == []
        assert ask(subject) is None
