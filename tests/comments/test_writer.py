"""What the writer can do afterwards: see, change, agree, take back, delete."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    Comment,
    CommentSettings,
    LocalVerdict,
    ModerationEvent,
    Policy,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation import actions
from privacy_plugin.comments.processing.readers import REJECTION
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.comments.spam_check.protocol import (
    CheckFailed,
    SpamOutcome,
    Verdict,
)
from privacy_plugin.consent.ledger import permits
from privacy_plugin.consent.models import ConsentEvent, ConsentState
from privacy_plugin.processing import registry
from tests.support import factories
from tests.support.comment_writer import CHECK, RECHECK, checked, ticked
from tests.support.reader import box_of


def test_the_private_page_is_never_cached_indexed_or_told(reader, no_checker):
    answer = reader.client.get(reader.private(reader.write()))

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello.", "A person will read it"),
        ("casino", "takes your comment for spam"),
        ("casino", "contains a word on the site&#x27;s spam list"),
        ("casino", "15 days after it was set aside"),
        ("https://a.example https://b.example https://c.example", "many links"),
    ],
)
def test_the_private_page_says_where_it_stands_and_why(reader, no_checker, text, words):
    CommentSettings.objects.create(
        site=reader.page.get_site(), words_to_reject="casino"
    )

    assert words in reader.read_private(reader.write(text=text))


def test_how_long_a_rejected_comment_is_kept_follows_the_declaration(
    reader, no_checker
):
    comment = reader.write()
    actions.remove([comment.pk], editor=None, at=timezone.now())
    declared = registry.get(REJECTION)
    shorter = replace(declared.retention, period=timedelta(days=4))

    with registry.replaced(replace(declared, retention=shorter)):
        page = reader.read_private(comment)

    assert "It is deleted 4 days after it was rejected." in page


def test_while_the_check_waits_the_page_says_so(reader, checker):
    comment = reader.write(CHECK)

    page = reader.read_private(comment)

    assert "First comes the spam check" in page
    assert "Nothing was sent to anybody" in page


def test_the_words_can_be_changed_for_a_quarter_of_an_hour(reader, no_checker):
    comment = reader.write(text="Frist!")

    reader.do(comment, "edit", {"text": "First!", "name": "Ada"})

    comment.refresh_from_db()
    assert (comment.text, comment.html, comment.name) == (
        "First!",
        "<p>First!</p>",
        "Ada",
    )
    assert comment.edited_at == timezone.now()


def test_after_that_they_stay_and_the_new_text_is_given_back(reader, no_checker):
    comment = reader.write(text="Frist!")
    path = reader.private(comment)
    reader.clock.tick(minutes=16)

    answer = reader.post(f"{path}edit/", {"text": "Too late"})

    comment.refresh_from_db()
    assert comment.text == "Frist!"
    assert answer.status_code == 403
    assert "Too late" in answer.content.decode()


def test_an_empty_edit_says_why(reader, no_checker):
    answer = reader.do(reader.write(), "edit", {"text": " "})

    assert answer.status_code == 422
    assert "Please write something" in answer.content.decode()


def test_an_edit_voids_the_verdict_and_waits_for_a_person(reader, checker):
    comment = checked(reader.write(CHECK))
    assert comment.state == State.APPROVED

    reader.do(comment, "edit", {"text": "Other words."})

    comment.refresh_from_db()
    assert comment.state == State.PENDING
    assert SpamCheck.objects.get().reason == SkipReason.EDITED
    assert not CheckContext.objects.exists()
    assert len(checker.asked) == 1


def test_what_is_agreed_to_already_is_not_asked_again(reader, checker):
    assert box_of(RECHECK) in reader.read_private(reader.write(CHECK))
    assert box_of(RECHECK) not in reader.read_private(reader.write(CHECK, RECHECK))


def test_with_consent_to_it_the_edit_is_checked_again(reader, checker):
    comment = checked(reader.write(CHECK, RECHECK))
    reader.do(comment, "edit", {"text": "Other words."})

    comment = checked(comment)

    assert comment.state == State.APPROVED
    assert checker.asked[1]["recheck_reason"] == "edit"
    assert checker.asked[1]["comment_content"] == "Other words."


def test_an_edit_while_the_check_is_under_way_voids_its_answer(reader, checker):
    comment = reader.write(CHECK)
    claimed = runner.claim_check(comment.pk, at=timezone.now())
    reader.clock.tick(seconds=1)
    reader.do(comment, "edit", {"text": "Other words."})

    runner.send_check(claimed)

    assert checked(comment).state == State.PENDING
    assert SpamCheck.objects.get().state == CheckState.NOT_CHECKED


def test_an_edit_cannot_smuggle_in_what_a_new_comment_could_not(reader, no_checker):
    CommentSettings.objects.create(
        site=reader.page.get_site(), policy=Policy.OPEN, words_to_reject="casino"
    )
    comment = reader.write(text="Harmless.")
    assert comment.state == State.APPROVED

    reader.do(comment, "edit", {"text": "casino"})

    comment.refresh_from_db()
    assert comment.state == State.SUSPECTED
    assert comment.local_verdict == LocalVerdict.SPAM_WORD


def test_in_an_open_discussion_a_harmless_edit_stays_published(reader, no_checker):
    CommentSettings.objects.create(site=reader.page.get_site(), policy=Policy.OPEN)
    comment = reader.write(text="Harmless.")

    reader.do(comment, "edit", {"text": "Just as harmless."})

    comment.refresh_from_db()
    assert comment.state == State.APPROVED


def test_the_same_words_again_change_nothing(reader, checker):
    comment = checked(reader.write(CHECK))

    reader.do(comment, "edit", {"text": comment.text, "name": ""})

    assert checked(comment).state == State.APPROVED


def test_a_withdrawal_before_the_check_stops_it(reader, checker):
    comment = reader.write(CHECK)

    reader.do(comment, "withdraw", {"activity": CHECK})
    checked(comment)

    assert not checker.asked
    assert not CheckContext.objects.exists()
    assert SpamCheck.objects.get().reason == SkipReason.WITHDRAWN
    assert "You withdrew your consent" in reader.read_private(comment)


def test_a_withdrawal_before_the_check_has_begun_stops_it(reader, checker):
    comment = reader.write(CHECK)
    claimed = runner.claim_check(comment.pk, at=timezone.now())

    reader.do(comment, "withdraw", {"activity": CHECK})
    runner.send_check(claimed)

    assert not checker.asked
    assert "What was sent" not in reader.read_private(comment)
    assert SpamCheck.objects.get().reason == SkipReason.WITHDRAWN
    assert checked(comment).state == State.PENDING


def test_a_withdrawal_during_the_check_is_told_the_truth(reader, checker, monkeypatch):
    answer = checker.check

    def withdraw_meanwhile(*sent):
        verdict = answer(*sent)
        reader.do(comment, "withdraw", {"activity": CHECK})
        return verdict

    comment = reader.write(CHECK)
    monkeypatch.setattr(checker, "check", withdraw_meanwhile)
    runner.run_check(comment.pk, at=timezone.now())

    assert "What was sent" in reader.read_private(comment)
    assert checked(comment).state == State.APPROVED


def test_a_withdrawal_stops_the_second_check(reader, checker):
    checker.answer = Verdict(outcome=SpamOutcome.HAM_PROVISIONAL)
    comment = checked(reader.write(CHECK, RECHECK))

    reader.do(comment, "withdraw", {"activity": RECHECK})
    reader.clock.tick(hours=1)
    checked(comment)

    assert len(checker.asked) == 1
    assert not CheckContext.objects.exists()


def test_a_withdrawal_stops_the_next_attempt(reader, checker):
    checker.answer = CheckFailed("timeout")
    comment = checked(reader.write(CHECK))

    reader.do(comment, "withdraw", {"activity": CHECK})
    reader.clock.tick(hours=1)
    checked(comment)

    assert len(checker.asked) == 1


def test_a_consent_that_ran_out_stops_it_too(reader, checker):
    checker.is_set_up = True
    comment = reader.write(CHECK)
    reader.clock.tick(days=183)

    checked(comment)

    assert not checker.asked
    assert SpamCheck.objects.get().reason == SkipReason.NO_CONSENT


def test_agreeing_later_uses_the_address_of_that_moment(reader, checker):
    comment = reader.write()
    assert "IP address you have now" in reader.read_private(comment)

    reader.do(comment, "agree", ticked(CHECK))
    comment = checked(comment)

    assert comment.state == State.APPROVED
    assert len(checker.asked) == 1


def test_agreeing_with_nothing_ticked_changes_nothing(reader, checker):
    comment = reader.write()

    reader.do(comment, "agree")

    assert SpamCheck.objects.get().reason == SkipReason.NO_CONSENT
    assert not permits(comment.subject_key, CHECK, at=timezone.now())


def test_agreeing_to_a_forged_text_is_refused(reader, checker):
    comment = reader.write()

    answer = reader.do(comment, "agree", {"consent_comments_spam_check": "0" * 64})

    assert answer.status_code == 400
    assert not permits(comment.subject_key, CHECK, at=timezone.now())


def test_nobody_is_asked_about_a_comment_that_is_decided(reader, checker):
    comment = reader.write()
    actions.approve([comment.pk], editor=factories.editor(), at=timezone.now())

    assert "Agree later" not in reader.read_private(comment)


def test_a_deleted_comment_leaves_nothing_but_the_proof(reader, checker):
    comment = reader.write(CHECK)
    path = reader.private(comment)

    answer = reader.do(comment, "delete")
    page = reader.client.get(answer["Location"]).content.decode()

    assert "Everything stored about it is gone" in page
    for table in (Comment, SpamCheck, CheckContext, ModerationEvent):
        assert not table.objects.exists()
    assert reader.client.get(path).status_code == 410
    assert not permits(comment.subject_key, CHECK, at=timezone.now())


def test_a_deleted_comment_with_replies_leaves_an_empty_place(reader, no_checker):
    CommentSettings.objects.create(site=reader.page.get_site(), policy=Policy.OPEN)
    first = reader.write(text="My confession", name="Ada")
    reply = reader.write(text="An answer", parent=first.pk)

    reader.do(first, "delete")

    first.refresh_from_db()
    assert first.is_tombstone
    assert (first.name, first.text, first.html, first.subject_key) == ("", "", "", "")
    page = reader.client.get("/a-post/").content.decode()
    assert "My confession" not in page
    assert "This comment is not shown." in page
    assert "An answer" in page

    reader.do(reply, "delete")
    assert not Comment.objects.exists()


def test_two_comments_have_two_links(reader, no_checker):
    first, second = reader.write(text="One"), reader.write(text="Two")

    reader.do(first, "delete")

    assert Comment.objects.get() == second


def test_withdrawing_twice_is_harmless(reader, checker):
    comment = reader.write(CHECK)

    for _time in range(2):
        answer = reader.do(comment, "withdraw", {"activity": CHECK})
        assert answer.status_code == 303

    states = [event.state for event in comment_events(comment)]
    assert states == [ConsentState.GIVEN, ConsentState.WITHDRAWN]


def comment_events(comment: Comment):
    """Return what the ledger knows about this comment."""
    return ConsentEvent.objects.filter(record__subject_key=comment.subject_key)
