"""On a large site the worker counts consents, and no page waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.admin.consents import counts
from privacy_plugin.admin.consents.counts import get_counts
from privacy_plugin.admin.dashboard import get_consent_totals
from privacy_plugin.admin.models import ConsentCount
from privacy_plugin.background import jobs
from tests.privacy_admin.conftest import Enter
from tests.support import factories

pytestmark = pytest.mark.usefixtures("declared")


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let three consents be many."""
    monkeypatch.setattr(counts, "MOST_COUNTED_AT_ONCE", 2)


def panel(officer: Client) -> str:
    page = BeautifulSoup(officer.get("/admin/").content, "html.parser")
    found = page.select_one(".privacy-admin")
    return " ".join(found.get_text(" ").split()) if found else ""


def test_few_consents_are_counted_at_once(enter: Enter):
    factories.consent()

    jobs.run_maintenance(at=timezone.now())

    assert "1 of 1" in panel(enter("officer"))
    assert not ConsentCount.objects.exists()


def test_many_consents_are_counted_by_the_worker(enter: Enter):
    officer = enter("officer")
    for _number in range(3):
        factories.consent()
    assert "The worker counts them and has not done so yet." in panel(officer)

    jobs.run_maintenance(at=timezone.now())

    words = panel(officer)
    assert "3 of 3" in words
    assert "Counted by the worker:" in words


def test_a_page_neither_counts_many_consents_nor_writes(enter: Enter):
    for _number in range(3):
        factories.consent()
    counts.update_counts(at=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        get_consent_totals(get_counts(None, at=timezone.now()))

    assert not [
        query["sql"]
        for query in queries
        if "consentevent" in query["sql"]
        or not query["sql"].startswith(("SELECT", "(SELECT"))
    ]


def test_counts_are_renewed_every_quarter_of_an_hour():
    for _number in range(3):
        factories.consent()
    now = timezone.now()

    assert counts.update_counts(at=now)
    factories.consent()
    assert not counts.update_counts(at=now + timedelta(minutes=14))
    assert [rate.given for rate in get_consent_totals(get_counts(None, at=now))] == [3]

    assert counts.update_counts(at=now + timedelta(minutes=16))
    assert [rate.given for rate in get_consent_totals(get_counts(None, at=now))] == [4]


def test_stored_counts_of_sites_are_those_made_at_once(site: Site, other_site: Site):
    for _number in range(3):
        factories.consent()
    now = timezone.now()
    counts.update_counts(at=now)

    for sites in (None, [site.pk], [other_site.pk], [site.pk, other_site.pk]):
        counted = counts.count_consents(sites, at=now)
        assert [
            (rate.given, rate.active)
            for rate in get_consent_totals(get_counts(sites, at=now))
        ] == [(count.total, count.active) for count in counted]
