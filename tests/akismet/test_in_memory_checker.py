"""The checker without a service does as a real one does."""

import pytest

from privacy_plugin.comments.spam import (
    CheckerRejected,
    CheckFailed,
    Outcome,
    SpamChecker,
    Verdict,
)
from privacy_plugin.egress.models import Transmission
from privacy_plugin.testing.spam_checker import InMemoryChecker
from tests.akismet.conftest import SUBMISSION


def test_it_gives_the_answers_it_was_told_to_give(permit, server):
    checker = InMemoryChecker(
        Verdict(outcome=Outcome.SPAM), CheckFailed("timeout"), CheckerRejected("key")
    )

    assert checker.check(permit()).outcome is Outcome.SPAM
    with pytest.raises(CheckFailed):
        checker.check(permit())
    with pytest.raises(CheckerRejected):
        checker.check(permit())
    assert checker.check(permit()).outcome is Outcome.HAM

    assert [seen["comment_content"] for seen in checker.seen] == [SUBMISSION.text] * 4
    assert [row.outcome for row in Transmission.objects.order_by("begun_at")] == [
        "answered",
        "failed",
        "rejected",
        "answered",
    ]
    server.log.assert_empty()


def test_it_is_what_comments_ask_for() -> None:
    checker: SpamChecker = InMemoryChecker()

    assert checker.is_ready()
    assert checker.values(SUBMISSION, recheck_reason="edit")["recheck_reason"] == "edit"
