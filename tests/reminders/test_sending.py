"""A reminder leaves at most once, whatever mail server and worker do."""

from __future__ import annotations

import sys

import pytest
from wagtail.models import Site

from privacy_plugin.comments import maintenance
from privacy_plugin.comments.models import Frequency, RemindedComment, Reminder
from privacy_plugin.comments.moderation_digest import send
from privacy_plugin.egress.models import SENDING, Outcome, Transmission
from tests.reminders.conftest import choose, person, write
from tests.support.raw_mail import require_valid
from tests.support.servers import mailbox


def test_two_workers_send_one_mail(clock, moderator, post, box):
    choose(moderator, Frequency.AT_ONCE)
    write(post)
    clock.tick(minutes=5)
    (mine,) = Reminder.objects.due(clock.now)
    maintenance.run_maintenance(at=clock.now)  # another worker, which was faster
    queue = send.ModerationQueue()

    with send.MailConnection() as line:
        RemindedComment.objects.all().delete()
        assert not send._remind(mine, queue, line, at=clock.now)

    assert len(box.mails) == 1


@pytest.mark.django_db(transaction=True)
def test_who_is_killed_before_the_answer_sends_nothing_later(
    clock, moderator, post, box, work, monkeypatch
):
    choose(moderator, Frequency.AT_ONCE)
    write(post)

    def die(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(send.MailConnection, "send", die)
        with pytest.raises(KeyboardInterrupt):
            work(minutes=5)
    Transmission.objects.update(detail=SENDING)  # the last that was written down
    for _time in range(3):
        work(hours=13)

    assert box.mails == []
    assert Transmission.objects.get().outcome == Outcome.UNCERTAIN


@pytest.mark.django_db(transaction=True)
def test_who_is_killed_before_the_sending_leaves_it_to_others(
    clock, moderator, post, box, work, monkeypatch
):
    choose(moderator, Frequency.AT_ONCE)
    write(post)
    with monkeypatch.context() as patch:
        patch.setattr(send.MailConnection, "send", lambda *_args: sys.exit())
        with pytest.raises(SystemExit):
            work(minutes=5)
    work(minutes=5)
    assert box.mails == []

    work(minutes=6)

    assert len(box.mails) == 1


def test_editor_who_chooses_while_a_mail_leaves_keeps_the_choice(
    clock, moderator, post, box, work
):
    choose(moderator, Frequency.AT_ONCE)
    write(post)
    clock.tick(minutes=5)
    (mine,) = Reminder.objects.due(clock.now)
    told = {one.comment_id for one in send.ModerationQueue().comments}
    permit = send._claim(mine, told, at=clock.now)

    choose(moderator, Frequency.NEVER)
    send._finish(mine, at=clock.now)

    assert permit is not None
    assert Reminder.objects.get().frequency == Frequency.NEVER
    assert Reminder.objects.get().mailed_at is None


def test_what_the_server_does_not_take_now_comes_later(
    clock, moderator, post, box, work
):
    choose(moderator, Frequency.AT_ONCE)
    write(post)
    box.temper.to_all = "451 Later"
    work(minutes=5)
    work(minutes=1)
    assert Transmission.objects.count() == 1
    assert Reminder.objects.get().mailed_at is None

    box.temper.to_all = ""
    work(minutes=5)

    assert len(box.mails) == 1
    assert Reminder.objects.get().tries == 0


def test_a_server_that_is_away_holds_up_nothing(clock, moderator, post, box, work):
    choose(moderator, Frequency.AT_ONCE)
    write(post)
    box.stop()
    work(minutes=5)
    assert not Transmission.objects.exists()
    box.start()

    work()

    assert len(box.mails) == 1


def test_a_refused_address_keeps_no_mail_from_others(clock, moderator, post, box, work):
    others = [person(f"other{n}", "Comment moderators") for n in range(3)]
    for editor in (moderator, *others):
        choose(editor, Frequency.AT_ONCE)
    write(post)
    box.temper.per_address["moderator@example.com"] = "550 Nobody here"
    box.temper.per_address["other0@example.com"] = "451 Later"

    work(minutes=5)
    work()

    assert sorted(box.recipients) == ["other1@example.com", "other2@example.com"]


def test_a_server_that_never_answers_stops_neither_worker_nor_others(
    clock, moderator, post, work
):
    others = [person(f"other{n}", "Comment moderators") for n in range(3)]
    for editor in (moderator, *others):
        choose(editor, Frequency.AT_ONCE)
    write(post)
    with mailbox.running(timeout=1) as box:
        box.temper.is_silent = True
        work(minutes=5)
        assert Transmission.objects.filter(outcome=Outcome.UNCERTAIN).count() == 2

        box.temper.is_silent = False
        work()

    assert len(box.mails) == 2


def test_a_page_that_cannot_be_named_keeps_no_mail_from_others(
    clock, moderator, author, post, box, work, monkeypatch, caplog
):
    choose(author, Frequency.AT_ONCE)
    choose(moderator, Frequency.AT_ONCE)
    write(post)

    def fail(_page):
        raise RuntimeError(moderator.email)

    with monkeypatch.context() as patch:
        patch.setattr(type(post), "full_url", property(fail))
        work(minutes=5)

    assert box.recipients == ["moderator@example.com"]
    assert "RuntimeError" in caplog.text
    assert "@" not in caplog.text
    work(minutes=10)
    assert box.recipients == ["moderator@example.com", "author@example.com"]


def test_reminder_has_valid_headers(clock, moderator, post, box, work):
    site = Site.objects.get(is_default_site=True)
    site.site_name = 'Gärten "und" Zäune ' + "🌱" * 20
    site.save()
    choose(moderator, Frequency.AT_ONCE)
    write(post)
    work(minutes=5)

    ((_to, raw),) = box.raw
    assert "List-ID" not in require_valid(raw)
