"""Workers that are really killed, at any moment: nobody gets two mails for one post."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.subscriptions.delivery import worker
from privacy_plugin.subscriptions.models import Delivery, DeliveryState, Mailing
from tests.support import factories
from tests.support.servers.mailbox import Mailbox

RECIPIENTS = 2000
KILLS = 24
WORKERS = 2
PATIENCE_SECONDS = 180


def database_url() -> str:
    """Return the address of the database of this test, for another process."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    access = f"{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT'] or 5432}"
    return f"postgres://{access}/{own['NAME']}"


def start(port: int) -> subprocess.Popen[bytes]:
    """Start a worker of the site as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "privacy_worker", "--interval", "0.1"],
        cwd=django_settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.support.servers.mail_settings",
            "DATABASE_URL": database_url(),
            "MAIL_PORT": str(port),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process without a word."""
    process.kill()
    process.wait()


def end(process: subprocess.Popen[bytes]) -> None:
    """Let a process finish what it is at."""
    process.terminate()
    process.wait(timeout=PATIENCE_SECONDS)


def await_mails(box: Mailbox, count: int) -> None:
    """Wait until so many mails have arrived."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(box.raw) < min(count, RECIPIENTS):
        assert time.monotonic() < deadline, f"{len(box.raw)} mails and no more"
        time.sleep(0.002)


def rampage(box: Mailbox) -> None:
    """Let workers send everything while one after the other is killed."""
    chance = random.Random(2026)
    workers = [start(box.port) for _worker in range(WORKERS)]
    try:
        for number in range(KILLS):
            await_mails(box, len(box.raw) + chance.randint(5, 60))
            time.sleep(chance.random() * 0.02)
            kill(workers[number % WORKERS])
            workers[number % WORKERS] = start(box.port)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while Delivery.objects.filter(state=DeliveryState.QUEUED).exists():
            assert time.monotonic() < deadline
            time.sleep(0.2)
        for process in workers:
            end(process)
    finally:
        for process in workers:
            kill(process)


def give_up_lost_claims() -> None:
    """Do what maintenance does when a claim is old enough, as if it were.

    What had certainly not left is sent then.
    """
    long_ago = timezone.now() - timedelta(hours=1)
    claimed = Delivery.objects.filter(state=DeliveryState.CLAIMED)
    claimed.update(claimed_at=long_ago)
    Transmission.objects.filter(outcome=Outcome.BEGUN).update(begun_at=long_ago)
    worker.recover_stale_deliveries(at=timezone.now())
    worker.send_due_emails(seconds=PATIENCE_SECONDS)


@pytest.mark.long
@pytest.mark.kills
def test_killed_workers_send_nothing_twice(live_site, box):
    factories.index()
    factories.many_subscribers(RECIPIENTS, at=timezone.now() - timedelta(minutes=1))
    factories.post(title="About allotments")
    rampage(box)
    give_up_lost_claims()

    arrived = Counter(box.recipients)
    states = dict(Delivery.objects.values_list("subscriber__email", "state"))
    uncertain = {email for email, state in states.items() if state == "uncertain"}
    print(f"{KILLS} kills, {len(uncertain)} uncertain, {len(arrived)} arrived")
    assert max(arrived.values()) == 1
    assert len(states) == RECIPIENTS
    assert set(states.values()) <= {"sent", "uncertain"}
    assert len(uncertain) <= KILLS
    assert set(states) - uncertain <= set(arrived)
    assert Mailing.objects.get().recipient_count == RECIPIENTS
