"""Editors are reminded of waiting comments: as they chose, once, and with no word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.comments import maintenance
from privacy_plugin.comments.models import (
    CheckState,
    Frequency,
    RemindedComment,
    Reminder,
    Scope,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation import actions
from privacy_plugin.egress.models import Transmission
from tests.reminders.conftest import NAME, WORDS, choose, person, write
from tests.support import factories
from tests.support.servers.mailbox import text_of


def test_a_moderator_who_chose_nothing_is_told_once_a_day(
    clock, moderator, post, box, work
):
    write(post)
    work()
    work(hours=20)
    assert box.mails == []

    work(hours=2)

    assert box.recipients == ["moderator@example.com"]
    assert "1 comment waits for a decision" in text_of(box.one())


def test_the_mail_says_how_many_where_and_since_when(clock, moderator, post, box, work):
    choose(moderator, Frequency.AT_ONCE)
    write(post)
    clock.tick(minutes=1)
    write(post)
    other = factories.post(title="About bees")
    write(other)

    work(minutes=5)

    mail = box.one()
    text = " ".join(text_of(mail).split())
    assert mail["Subject"].startswith("3 comments wait: The blog")
    assert (
        "3 comments wait for a decision, the oldest since 23 November 2026, 10:00"
        in text
    )
    assert (
        "- About allotments (The blog): 2 comments, since 23 November 2026, 10:00"
        in text
    )
    assert "- About bees (The blog): 1 comment, since 23 November 2026, 10:01" in text
    assert "/admin/comments/" in text
    assert "/admin/account/#tab-notifications" in text
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"


def test_no_word_name_or_address_of_a_commenter_leaves(
    clock, moderator, author, post, box, work
):
    choose(moderator, Frequency.AT_ONCE)
    choose(author, Frequency.AT_ONCE)
    write(post)

    work(minutes=5)

    assert len(box.raw) == 2
    for mail in box.mails:
        whole = f"{mail['Subject']} {mail['From']} {text_of(mail)}"
        for told in (WORDS, "secret", NAME, "Ada", "ada@", "ada.example"):
            assert told not in whole


@pytest.mark.parametrize("frequency", [Frequency.AT_ONCE, Frequency.DAILY])
def test_nothing_is_sent_when_nothing_waits(
    clock, moderator, post, box, work, frequency
):
    choose(moderator, frequency)
    write(post, state=State.APPROVED)
    write(post, state=State.SPAM, rejected_at=timezone.now())
    for _day in range(3):
        work(days=1)

    assert box.mails == []


def test_the_same_comments_are_told_once(clock, moderator, post, box, work):
    choose(moderator, Frequency.AT_ONCE)
    write(post)
    for _time in range(5):
        work(hours=13)

    assert len(box.mails) == 1


def test_fewer_of_the_same_comments_are_no_news(clock, moderator, post, box, work):
    choose(moderator, Frequency.DAILY)
    first = write(post)
    write(post)
    work(minutes=1)
    actions.approve([first.pk], editor=moderator, at=timezone.now())
    work(days=2)

    assert len(box.mails) == 1


def test_a_comment_that_waits_again_is_news(clock, moderator, post, box, work):
    choose(moderator, Frequency.AT_ONCE)
    comment = write(post)
    work(minutes=5)
    actions.mark_spam([comment.pk], editor=moderator, at=timezone.now())
    work(minutes=5)
    actions.restore([comment.pk], editor=moderator, at=timezone.now())

    work(minutes=20)

    assert len(box.mails) == 2


def test_comments_of_a_few_minutes_go_into_one_mail(clock, moderator, post, box, work):
    choose(moderator, Frequency.AT_ONCE)
    write(post)
    work(minutes=1)
    assert box.mails == []
    write(post)
    work(minutes=3)

    assert box.one()["Subject"].startswith("2 comments wait")


def test_a_quarter_of_an_hour_lies_between_two_mails(clock, moderator, post, box, work):
    choose(moderator, Frequency.AT_ONCE)
    for _minute in range(60):
        write(post)
        work(minutes=1)

    assert 3 <= len(box.mails) <= 4


def test_a_comment_that_is_still_to_be_checked_waits_for_nobody(
    clock, moderator, post, box, work
):
    choose(moderator, Frequency.AT_ONCE)
    check = SpamCheck.objects.create(
        comment=write(post), state=CheckState.QUEUED, due_at=clock.now + timedelta(2)
    )
    work(minutes=5)
    assert box.mails == []

    SpamCheck.objects.filter(pk=check.pk).update(state=CheckState.GAVE_UP, due_at=None)
    work(minutes=5)

    assert len(box.mails) == 1


@pytest.mark.parametrize(
    ("zone", "hour_utc"),
    [("", 6), ("Europe/Berlin", 6), ("America/New_York", 12), ("No/Where", 6)],
)
def test_the_daily_mail_comes_at_seven_by_the_editors_clock(
    db, clock, post, box, work, zone, hour_utc
):
    person("moderator", "Comment moderators", zone=zone)
    write(post)
    work()
    start = timezone.now()
    while not box.mails:
        work(minutes=10)
        assert timezone.now() < start + timedelta(days=2)

    assert timezone.now().hour == hour_utc
    assert timezone.now().minute < 10


def test_the_mail_is_in_the_editors_language(clock, post, box, work):
    editor = person("moderator", "Comment moderators", language="de")
    choose(editor, Frequency.AT_ONCE)
    write(post)

    work(minutes=5)

    assert "wartet" in box.one()["Subject"]
    assert "Entscheidung" in text_of(box.one())


def test_an_author_who_asked_for_it_hears_of_their_own_posts_alone(
    clock, author, post, box, work
):
    choose(author, Frequency.AT_ONCE)
    write(post)
    write(factories.post(title="Of somebody else"))

    work(minutes=5)

    text = " ".join(text_of(box.one()).split())
    assert "1 comment below your pages waits" in text
    assert "Of somebody else" not in text
    assert post.full_url in text
    assert "/admin/comments/" not in text


def test_an_author_who_chose_nothing_hears_nothing(clock, author, post, box, work):
    write(post)
    for _day in range(3):
        work(days=1)

    assert box.mails == []
    assert not Reminder.objects.exists()


def test_a_moderator_can_limit_it_to_their_own_posts(clock, moderator, post, box, work):
    choose(moderator, Frequency.AT_ONCE, Scope.OWN)
    write(post)
    work(minutes=5)
    assert box.mails == []

    own = factories.post(title="My own")
    own.owner = moderator
    own.save()
    write(own)
    work(minutes=5)

    assert "My own (The blog): 1 comment" in text_of(box.one())
    assert "/admin/comments/" in text_of(box.one())


def _leave(editor: User) -> None:
    editor.is_active = False
    editor.save()


def _have_no_address(editor: User) -> None:
    editor.email = ""
    editor.save()


def _lose_the_task(editor: User) -> None:
    editor.groups.clear()


def _lose_the_admin(editor: User) -> None:
    group = Group.objects.get(name="Comment moderators")
    group.permissions.remove(Permission.objects.get(codename="access_admin"))


def _refuse(editor: User) -> None:
    choose(editor, Frequency.NEVER)


@pytest.mark.parametrize(
    "change",
    [_leave, _have_no_address, _lose_the_task, _lose_the_admin, _refuse],
)
@pytest.mark.parametrize("frequency", ["", Frequency.AT_ONCE])
def test_who_may_or_can_not_get_mail_gets_none(
    clock, moderator, post, box, work, change, frequency
):
    choose(moderator, frequency)
    change(moderator)
    write(post)
    for _day in range(3):
        work(days=1)

    assert box.mails == []
    assert not Transmission.objects.exists()


def test_a_title_with_line_breaks_stays_in_its_line(clock, moderator, post, box, work):
    post.title = "Ends\r\nBcc: everybody@example.com\n\n- Fake: 9 comments"
    post.save()
    Site.objects.update(site_name="The\r\nBcc: other@example.com blog"[:255])
    choose(moderator, Frequency.AT_ONCE)
    write(post)

    work(minutes=5)

    mail = box.one()
    assert box.recipients == ["moderator@example.com"]
    assert mail["Bcc"] is None
    assert "\nBcc" not in text_of(mail)
    assert "\n- Fake" not in text_of(mail)


def test_a_long_list_of_pages_is_cut(clock, moderator, post, box, work):
    choose(moderator, Frequency.AT_ONCE)
    for number in range(23):
        write(factories.post(title=f"Post {number}"))

    work(minutes=5)

    assert text_of(box.one()).count("\n- Post") == 20
    assert "and 3 more pages" in text_of(box.one())


def test_nothing_of_it_outlives_the_account(clock, moderator, post, box, work):
    choose(moderator, Frequency.AT_ONCE)
    write(post)
    work(minutes=5)
    assert RemindedComment.objects.exists()

    moderator.delete()

    assert not Reminder.objects.exists()
    assert not RemindedComment.objects.exists()


def test_looking_costs_the_same_for_one_comment_and_for_many(
    clock, moderator, author, post, box, django_assert_max_num_queries
):
    choose(moderator, Frequency.AT_ONCE)
    choose(author, Frequency.AT_ONCE)
    for number in range(40):
        write(factories.post(title=f"Post {number}"))
    clock.tick(minutes=5)

    with django_assert_max_num_queries(66):
        maintenance.run_maintenance(at=timezone.now())
