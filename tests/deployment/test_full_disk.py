"""On a disk that is really full, what people take back still takes effect.

A file system of a few megabytes is made for it, in memory; that needs root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from privacy_plugin.background import jobs
from privacy_plugin.comments.models import Comment
from privacy_plugin.consent.ledger import permits
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.egress.errors import ConsentMissing
from privacy_plugin.egress.gateway import authorize
from privacy_plugin.rights.storage_reserve import keep_storage_reserve
from privacy_plugin.subscriptions.models import Subscriber
from tests.support import factories

RESERVE = 512 * 1024
ROOM = 2 * 1024 * 1024  # besides the database

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="a database server has its own disk"
    ),
]


class SmallDisk:
    """Hold the test's database on a file system that can be filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "db.sqlite3"
        self.reserve = folder / "db.sqlite3.reserve"

    def fill(self) -> None:
        """Use up every byte, as a log that nobody rotates."""
        descriptor = os.open(
            self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND
        )
        for size in (65536, 4096, 1):
            try:
                while True:
                    os.write(descriptor, b"x" * size)
            except OSError:
                continue
        os.close(descriptor)

    def empty(self) -> None:
        """Delete the log."""
        (self.folder / "log").unlink()


@pytest.fixture
def disk(tmp_path, settings, transactional_db: None) -> Iterator[SmallDisk]:
    """Move the database to a small disk, and back."""
    settings.PRIVACY_STORAGE_RESERVE_BYTES = RESERVE
    connection.close()
    home = connection.settings_dict["NAME"]
    folder = tmp_path / "disk"
    folder.mkdir()
    size = Path(home).stat().st_size + ROOM
    options = f"size={size},mode=0700"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    words = mount if os.geteuid() == 0 else ["sudo", "-n", *mount]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("a small file system needs root")
    small = SmallDisk(folder)
    try:
        shutil.copy(home, small.database)
        connection.settings_dict["NAME"] = str(small.database)
        yield small
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home
        subprocess.run([*words[: -len(mount)], "umount", "-l", folder], check=True)


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with factories.declared(factories.sending()):
        yield


def nothing_can_be_written() -> bool:
    """Say whether ordinary writes fail for want of room."""
    try:
        for _ in range(50):  # a few find room in files that are there already
            factories.consent()
    except OperationalError:
        return True
    return False


def withdraw(client, subject: SubjectKey):
    """Press the button of the receipt."""
    address = reverse("privacy:withdraw", args=[sign(subject)])
    return client.post(address, {"activity": "test.sending"})


def test_the_worker_keeps_the_reserve_where_there_is_room(disk: SmallDisk):
    jobs.run_maintenance(at=timezone.now())

    assert disk.reserve.stat().st_size == RESERVE
    assert disk.reserve.stat().st_mode & 0o777 == 0o600


def test_the_reserve_takes_no_room_that_is_scarce(disk: SmallDisk):
    (disk.folder / "log").write_bytes(b"x" * (ROOM - 3 * RESERVE // 2))

    keep_storage_reserve()

    assert not disk.reserve.exists()


def test_a_smaller_reserve_gives_room_back(disk: SmallDisk, settings):
    keep_storage_reserve()
    settings.PRIVACY_STORAGE_RESERVE_BYTES = RESERVE // 2

    keep_storage_reserve()

    assert disk.reserve.stat().st_size == RESERVE // 2


def test_on_a_full_disk_withdrawals_take_effect_one_after_another(
    disk: SmallDisk, client
):
    subjects = [SubjectKey(factories.consent().subject_key) for _ in range(6)]
    keep_storage_reserve()
    disk.fill()
    assert nothing_can_be_written()

    answers = [withdraw(client, subject).status_code for subject in subjects]

    assert answers == [302] * 6
    now = timezone.now()
    assert not any(permits(subject, "test.sending", at=now) for subject in subjects)
    for subject in subjects:
        with pytest.raises((ConsentMissing, OperationalError)), transaction.atomic():
            authorize("test.sending", subject=subject, values={"text": "x"}, at=now)
    receipt = client.get(reverse("privacy:receipt", args=[sign(subjects[0])]))
    assert "withdrawn" in receipt.content.decode()
    assert nothing_can_be_written()
    assert disk.reserve.stat().st_size > 0


def test_without_a_reserve_the_form_comes_back_as_before(
    disk: SmallDisk, client, settings
):
    settings.PRIVACY_STORAGE_RESERVE_BYTES = 0
    client.raise_request_exception = False
    subject = SubjectKey(factories.consent().subject_key)
    keep_storage_reserve()
    disk.fill()

    assert withdraw(client, subject).status_code == 503
    disk.empty()
    assert withdraw(client, subject).status_code == 302


def test_the_reserve_is_for_nothing_else(disk: SmallDisk):
    keep_storage_reserve()
    disk.fill()

    assert nothing_can_be_written()
    assert disk.reserve.stat().st_size == RESERVE


def test_the_answer_is_true_when_somebody_else_takes_the_room(disk: SmallDisk, client):
    subject = SubjectKey(factories.consent().subject_key)
    keep_storage_reserve()
    disk.fill()
    client.raise_request_exception = False
    over = threading.Event()

    def write_log() -> None:
        while not over.is_set():
            disk.fill()

    competitor = threading.Thread(target=write_log)
    competitor.start()
    try:
        status = withdraw(client, subject).status_code
    finally:
        over.set()
        competitor.join()

    assert status in {302, 503}
    assert permits(subject, "test.sending", at=timezone.now()) is (status == 503)


def test_on_a_full_disk_a_subscription_ends(disk: SmallDisk, client):
    subscriber = factories.subscriber()
    keep_storage_reserve()
    disk.fill()
    assert nothing_can_be_written()

    token = sign(SubjectKey(subscriber.subject_key))
    answer = client.post(reverse("subscriptions:erase", args=[token]))

    assert answer.status_code == 302
    assert not Subscriber.objects.exists()


def test_on_a_full_disk_a_comment_is_deleted_by_its_writer(disk: SmallDisk, client):
    comment = factories.comment()
    keep_storage_reserve()
    disk.fill()
    assert nothing_can_be_written()

    token = sign(SubjectKey(comment.subject_key))
    assert client.post(reverse("comments:delete", args=[token])).status_code == 303
    assert not Comment.objects.exists()


def test_when_there_is_room_again_the_reserve_grows_to_its_size(
    disk: SmallDisk, client
):
    subject = SubjectKey(factories.consent().subject_key)
    keep_storage_reserve()
    disk.fill()
    withdraw(client, subject)
    disk.empty()

    jobs.run_maintenance(at=timezone.now())

    assert disk.reserve.stat().st_size == RESERVE
