"""Promise 5: one press takes it back, where you gave it, at once."""

from __future__ import annotations

import pytest

from blog.demo.servers.akismet import Mode
from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.comments.models import CheckContext, CheckState, Comment, SpamCheck
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.models import SENDING, Transmission
from tests.support.reader import words_of

WORDS = "Words I may regret"


def permits(activity, at) -> bool:
    subject = SubjectKey(Comment.objects.get().subject_key)
    return ledger.permits(subject, activity, at=at)


def test_one_press_on_the_private_page(reader, post, server, clock):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    assert permits(SPAM_CHECK, clock.now)

    page = reader.press(reader.mine(), "Withdraw consent")

    assert page.status == 200
    assert "withdrawn" in page.words
    assert not permits(SPAM_CHECK, clock.now)


def test_one_press_on_the_receipt(reader, post, server, clock, work):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    receipt = reader.open(reader.mine().link("Receipt"))

    page = reader.press(receipt, "Withdraw this consent")
    work()

    assert "withdrawn" in page.words
    assert not permits(SPAM_CHECK, clock.now)
    assert not CheckContext.objects.exists()
    assert SpamCheck.objects.get().state == CheckState.NOT_CHECKED
    server.log.assert_empty()


def test_what_was_kept_for_the_check_is_gone_at_once(reader, post, server):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    assert CheckContext.objects.exists()

    reader.press(reader.mine(), "Withdraw consent")

    assert not CheckContext.objects.exists()


@pytest.mark.parametrize("activity", [SPAM_CHECK, SPAM_RECHECK])
def test_each_consent_is_taken_back_by_itself(reader, post, server, clock, activity):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK, SPAM_RECHECK])
    page = reader.mine()
    part = page.one(f"div[@data-activity='{activity}']")
    action = part.find(".//form").get("action")

    reader.send(action, {"activity": activity})

    other = SPAM_RECHECK if activity == SPAM_CHECK else SPAM_CHECK
    assert not permits(activity, clock.now)
    assert permits(other, clock.now)


def test_giving_it_again_is_as_easy(reader, post, server, clock, work):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    page = reader.press(reader.mine(), "Withdraw consent")

    reader.press(page, "Agree to what is ticked", tick=[SPAM_CHECK])
    work()

    assert permits(SPAM_CHECK, clock.now)
    assert len(server.log.of("comment-check")) == 1


def test_a_no_that_comes_too_late_is_told_so(reader, post, server, clock):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    runner.claim_check(Comment.objects.get().pk, at=clock.now)
    Transmission.objects.update(detail=SENDING)  # a worker is just handing it over

    page = reader.press(reader.mine(), "Withdraw consent")
    told = reader.open(reader.mine().link("Receipt"))

    assert "Automattic" in page.words.partition("What was sent")[2]
    for words in (page.words, told.words):
        assert "A sending had begun before you took it back" in words
        assert "Nothing was sent" not in words
        assert "Nothing had been sent" not in words


def test_a_no_between_the_permit_and_the_sending_is_in_time(
    reader, post, server, clock
):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    claimed = runner.claim_check(Comment.objects.get().pk, at=clock.now)

    page = reader.press(reader.mine(), "Withdraw consent")
    runner.send_check(claimed)

    assert "Nothing had been sent when you took it back" in page.words
    assert not server.log


def test_a_no_in_time_is_told_so(reader, post, server, clock):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])

    page = reader.press(reader.mine(), "Withdraw consent")
    told = reader.open(reader.mine().link("Receipt"))

    for words in (page.words, told.words):
        assert "Nothing had been sent when you took it back" in words
        assert "A sending had begun" not in words


def test_withdrawing_twice_does_no_harm(reader, post, server, clock):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    before = reader.mine()
    reader.press(before, "Withdraw consent")

    again = reader.press(before, "Withdraw consent")

    assert again.status == 200
    assert not permits(SPAM_CHECK, clock.now)


def test_deleting_the_comment_takes_everything_back(reader, post, server, clock, work):
    server.mode = Mode.NORMAL
    reader.write(post.url, WORDS, tick=[SPAM_CHECK, SPAM_RECHECK])
    subject = Comment.objects.get().subject_key

    page = reader.press(reader.mine(), "Yes, delete it")
    work()

    assert "is deleted" in page.words
    assert not Comment.objects.exists()
    assert not ledger.permits(subject, SPAM_CHECK, at=clock.now)
    server.log.assert_empty()


def test_a_withdrawal_on_the_receipt_is_confirmed_by_line_and_title(
    reader, post, server
):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    receipt = reader.open(reader.mine().link("Receipt"))

    page = reader.press(receipt, "Withdraw this consent")

    assert "Your consent is withdrawn." in words_of(page.one("title"))
    assert words_of(page.one("p[@role='status']")) == "Your consent is withdrawn."
    assert page.link("Go to the start page")
