"""Workers that are really killed, several at once: nobody is reminded twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from privacy_plugin.comments.models import Frequency, Reminder
from privacy_plugin.egress.models import Outcome, Transmission
from tests.reminders.conftest import write
from tests.subscriptions.test_killed_workers import end, kill, start
from tests.support import factories
from tests.support.servers.mailbox import Mailbox

EDITORS = 300
KILLS = 6
PATIENCE_SECONDS = 300


def many_moderators() -> None:
    """Make moderators who want mail at once."""
    editors = User.objects.bulk_create(
        User(username=f"editor{n}", email=f"editor{n}@example.com")
        for n in range(EDITORS)
    )
    Group.objects.get(name="Comment moderators").user_set.add(*editors)
    at = timezone.now()
    Reminder.objects.bulk_create(
        Reminder(editor=editor, frequency=Frequency.AT_ONCE, due_at=at)
        for editor in editors
    )


def rampage(box: Mailbox) -> None:
    """Let two workers remind everybody while one after the other is killed."""
    chance = random.Random(2026)
    workers = [start(box.port) for _worker in range(2)]
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        for number in range(KILLS):
            goal = min(len(box.raw) + chance.randint(5, 25), EDITORS - KILLS)
            while len(box.raw) < goal:
                assert time.monotonic() < deadline, f"{len(box.raw)} mails and no more"
                time.sleep(0.002)
            kill(workers[number % 2])
            workers[number % 2] = start(box.port)
        waiting = Reminder.objects.filter(mailed_at=None, claimed_at=None)
        while waiting.exists():  # what was claimed by the dead is settled later
            assert time.monotonic() < deadline
            time.sleep(0.2)
        for process in workers:
            end(process)
    finally:
        for process in workers:
            kill(process)


@pytest.mark.long
@pytest.mark.kills
def test_killed_workers_remind_nobody_twice(live_site, box):
    many_moderators()
    write(factories.post(), submitted_at=timezone.now() - timedelta(hours=1))

    rampage(box)

    arrived = Counter(box.recipients)
    begun = Transmission.objects.filter(outcome=Outcome.BEGUN).count()
    print(f"{KILLS} kills, {begun} without an answer, {len(arrived)} arrived")
    assert max(arrived.values()) == 1
    assert begun <= KILLS
    assert len(arrived) >= EDITORS - begun
