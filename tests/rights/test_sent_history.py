"""A page says that nothing was sent only while that can be known."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from privacy_plugin.conf import conf
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey, new_subject_key, sign
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.processing import Keep, registry
from privacy_plugin.rights.erasure import erase
from privacy_plugin.rights.retention import purge
from privacy_plugin.rights.sent_history import get_sent_history
from tests.support import factories
from tests.support.clock import Clock, clock

__all__ = ["clock"]

KEY = "test.sending"
DAY = timedelta(days=1)
NOTHING = "Nothing was sent to anybody."
UNKNOWN = "there may have been others"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _declared():
    with factories.declared(factories.sending()):
        yield


def sending(subject: str, at: datetime, outcome: str = Outcome.ANSWERED) -> None:
    """Write down that something was sent for a person."""
    Transmission.objects.create(
        activity=KEY, recipient="Recipient Ltd", subject_key=subject,
        field_names=["text"], outcome=outcome, begun_at=at,
    )  # fmt: skip


def receipt(client, subject: str) -> str:
    """Return the receipt as it is shown now."""
    return client.get(reverse("privacy:receipt", args=[sign(SubjectKey(subject))])
    ).content.decode()  # fmt: skip


def test_the_list_is_kept_as_long_as_a_receipt_opens():
    retention = registry.get("privacy.transmission_list").retention

    assert isinstance(retention, Keep)
    assert retention.period >= conf.link_lifetime


@pytest.mark.parametrize("days", [1, 400, 729, 731, 1200])
def test_a_receipt_never_denies_what_was_sent(client, clock: Clock, days: int):
    subject = factories.consent(at=clock.now).subject_key
    sending(subject, clock.now)

    clock.tick(days=days)
    purge(at=clock.now)
    page = receipt(client, subject)

    assert NOTHING not in page
    assert ("Recipient Ltd (answered)" in " ".join(page.split())) == (days < 730)
    assert (UNKNOWN in page) == (days > 730)


def test_after_erasure_a_receipt_says_what_is_not_on_record(client, clock: Clock):
    subject = SubjectKey(factories.consent(at=clock.now).subject_key)
    sending(subject, clock.now)

    erase(subject, method="admin", at=clock.tick(days=1))
    page = receipt(client, subject)

    assert NOTHING not in page
    assert "Nothing had been sent when you took it back" not in page
    assert "no longer on record" in page
    assert UNKNOWN in page


def test_a_withdrawal_long_ago_does_not_say_that_it_came_in_time(client, clock: Clock):
    subject = SubjectKey(factories.consent(at=clock.now).subject_key)
    sending(subject, clock.now)
    ledger.withdraw(subject, KEY, method="x", at=clock.tick(hours=1))
    assert "A sending had begun before you took it back" in receipt(client, subject)

    purge(at=clock.tick(days=800))

    assert "no longer on record" in receipt(client, subject)


def test_while_it_is_known_a_page_says_that_nothing_was_sent(client, clock: Clock):
    given = factories.consent(at=clock.now).subject_key
    comment = factories.comment(submitted_at=clock.now)
    sending(given, clock.now, outcome=Outcome.REFUSED)

    for subject in (given, comment.subject_key):
        page = receipt(client, subject)
        assert NOTHING in page
        assert UNKNOWN not in page
    assert UNKNOWN in receipt(client, new_subject_key())


def test_the_private_page_of_a_comment_tells_the_same(client, clock: Clock):
    comment = factories.comment(submitted_at=clock.now)
    sending(comment.subject_key, clock.now)

    clock.tick(days=800)
    purge(at=clock.now)
    history = get_sent_history(SubjectKey(comment.subject_key), at=timezone.now())

    assert history.transmissions == ()
    assert not history.is_complete


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.generate),
)
@given(
    agreed=st.booleans(),
    commented=st.booleans(),
    sent_after=st.none() | st.integers(0, 30),
    erased_after=st.none() | st.integers(31, 60),
    purged_after=st.integers(61, 1200),
)
def test_complete_means_that_nothing_was_deleted(  # noqa: PLR0913 - a history
    clock: Clock,
    agreed: bool,  # noqa: FBT001 - hypothesis passes by name
    commented: bool,  # noqa: FBT001
    sent_after: int | None,
    erased_after: int | None,
    purged_after: int,
):
    clock.begin()
    start, subject = clock.now, new_subject_key()
    if agreed:
        factories.consent(subject=subject, at=start)
    if commented:
        factories.comment(subject_key=subject, submitted_at=start)
    if sent_after is not None:
        sending(subject, start + sent_after * DAY)
    if erased_after is not None:
        erase(subject, method="admin", at=start + erased_after * DAY)
    clock.tick(days=purged_after)
    purge(at=clock.now)

    history = get_sent_history(subject, at=clock.now)

    if history.is_complete:
        assert len(history.sent) == (sent_after is not None)
