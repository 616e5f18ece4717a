"""The record of processing: to read, print, take away and compare."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Site

from privacy_plugin import Purpose
from privacy_plugin.disclosure.models import ControllerSettings, RecordSnapshot
from privacy_plugin.disclosure.record.history import (
    find_changes,
    get_latest_snapshot,
    save_snapshot,
)
from tests.privacy_admin.conftest import GROUPS, Enter, only_for
from tests.support import factories

RECORD = "/admin/privacy/record/"

pytestmark = pytest.mark.usefixtures("declared")


@pytest.mark.parametrize("who", ["superuser", *GROUPS])
@pytest.mark.parametrize("where", ["", "print/", "csv/", "xlsx/", "json/", "md/"])
def test_the_record_is_for_officers(enter: Enter, who: str, where: str):
    status = enter(who).get(RECORD + where).status_code

    assert (status == 200) == (who in {"superuser", "officer"})


def test_it_says_what_is_declared_and_who_is_responsible(enter: Enter):
    client = enter("officer")

    for where in ("", "print/"):
        page = client.get(RECORD + where).content.decode()
        for words in ("Nobody in particular", "Recipient Ltd", "recipient.example"):
            assert words in page
        assert str(timezone.localdate().year) in page


def test_each_file_holds_the_same(enter: Enter):
    client = enter("officer")
    answer: Any = client.get(f"{RECORD}xlsx/")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active

    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    document = json.loads(client.get(f"{RECORD}json/").content)

    assert table[0][:2] == ["Key", "Activity"]
    keys = [row["activity"] for row in document["activities"]]
    assert [row[0] for row in table[1:]] == keys
    for kind in ("csv", "md"):
        text = client.get(f"{RECORD}{kind}/").content.decode()
        assert all(key in text for key in keys)
    assert client.get(f"{RECORD}exe/").status_code == 404


def test_no_cell_is_a_formula(enter: Enter):
    hostile = factories.sending(purpose=Purpose("=1+1", broader="dpv:Analytics"))
    with factories.declared(hostile):
        answer: Any = enter("officer").get(f"{RECORD}xlsx/")
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active

    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_state_is_kept_when_it_is_a_new_one(site: Site):
    at = timezone.now()

    assert save_snapshot(site.pk, at=at) is not None
    assert save_snapshot(site.pk, at=at + timedelta(days=1)) is None
    ControllerSettings.objects.update(address="Elsewhere")
    assert save_snapshot(site.pk, at=at + timedelta(days=2)) is not None

    assert get_latest_snapshot(site.pk, until=at + timedelta(days=1)).created_at == at
    assert get_latest_snapshot(site.pk, until=at - timedelta(days=1)) is None
    assert str(site.pk) in str(get_latest_snapshot(site.pk))


def test_the_daily_command_keeps_it(site: Site, other_site: Site, capsys):
    call_command("privacy_purge", "--dry-run")
    assert not RecordSnapshot.objects.exists()

    call_command("privacy_purge")
    call_command("privacy_purge")

    sites = set(Site.objects.values_list("pk", flat=True))
    assert {site.pk, other_site.pk} <= sites
    assert set(RecordSnapshot.objects.values_list("site_id", flat=True)) == sites
    assert RecordSnapshot.objects.count() == len(sites)


def test_what_has_changed_since_a_day_is_shown(enter: Enter, site: Site):
    client = enter("officer")
    client.post(f"{RECORD}keep/", {"site": site.pk})
    today = timezone.localdate().isoformat()
    shown = client.get(RECORD, {"since": today}).content.decode()
    assert "There are no differences." in shown

    ControllerSettings.objects.update(name="Somebody else")
    elsewhere = factories.recipient(name="Others Inc", hosts=("others.example",))
    with factories.declared(
        factories.sending(recipient=elsewhere), factories.activity()
    ):
        page = client.get(RECORD, {"since": today}).content.decode()

    assert "Recipient Ltd" in page
    assert "Others Inc" in page
    assert "Somebody else" in page
    assert "new" in page


def test_a_day_before_all_others_and_no_day_at_all(enter: Enter):
    client = enter("officer")

    assert (
        "There is no snapshot from that day or before."
        in client.get(RECORD, {"since": "2001-01-01"}).content.decode()
    )
    for nonsense in ("2001-13-45", "yesterday", "\x00"):
        assert client.get(RECORD, {"since": nonsense}).status_code == 200


def test_what_came_and_what_went_is_told():
    old = [{"activity": "a.b", "title": "Gone"}, {"activity": "a.c", "title": "Same"}]
    new = [
        {"activity": "a.c", "title": "Same", "data": "More"},
        {"activity": "a.d", "title": "New"},
    ]

    found = [
        (one.title, one.column, one.before, one.after) for one in find_changes(old, new)
    ]

    assert found == [
        ("Gone", "", "Gone", ""),
        ("Same", "data", "", "More"),
        ("New", "", "", "New"),
    ]


def test_an_officer_of_one_site_keeps_to_it(enter: Enter, site: Site, other_site: Site):
    client = enter("officer")
    only_for(User.objects.get(username="officer"), other_site)

    assert client.get(RECORD).status_code == 200
    assert client.get(RECORD, {"site": site.pk}).status_code == 302
    assert client.get(f"{RECORD}csv/", {"site": site.pk}).status_code == 302
    client.post(f"{RECORD}keep/", {"site": site.pk})
    assert not RecordSnapshot.objects.exists()
