"""What an admin says about a site stands on its privacy page and in its record."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.disclosure.record.build import build_record
from privacy_plugin.disclosure.record.formats import as_csv, as_json, as_markdown
from privacy_plugin.disclosure.render.document import disclose, disclose_all
from privacy_plugin.disclosure.site_facts.cookies import CookieActivities
from privacy_plugin.disclosure.site_facts.gaps import find_gaps
from privacy_plugin.disclosure.site_facts.models import (
    MAX_DAYS,
    Processor,
    SiteFacts,
    StoredLog,
)
from privacy_plugin.processing.record_texts import list_replaced_texts
from tests.support import factories
from tests.support.declarations import EVERY
from tests.support.factories import site_facts
from tests.support.factories.second_site import HOST

HOSTED = {
    "en": "It stays on this site's server, at Example Hosting GmbH (Germany).",
    "de": "Es bleibt auf dem Server dieser Website, bei Example Hosting GmbH "
    "(Deutschland).",
}
SITE_WIDE = (
    "Example Hosting GmbH", site_facts.JOINT, "We moderate, they publish",
    "hello@society.example", site_facts.REPRESENTATIVE,
    "Grace Hopper, grace@blog.example",
)  # fmt: skip
OWN = (
    "Receipts for donations", "Confirm donations to the tax office.",
    "people who donate", "Amount of the donation", "Sample Ledger Inc.",
    "Ten years after the donation.", "Standard contractual clauses.",
)  # fmt: skip
SECOND_PERSON = {
    "en": re.compile(r"\b([Yy]ou|[Yy]ours?|[Yy]ourself|[Ww]e|[Oo]urs?|us)\b"),
    "de": re.compile(
        r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]eine?[nmrs]?|[Ww]ir|[Uu]ns|Ihre?)\b"
    ),
}


@pytest.fixture
def facts(controller: Controller) -> SiteFacts:
    site = get_site_controller(controller.site_id).site_facts.setting.site
    return site_facts.full_facts(site)


def record_in(language: str, site_id: int | None):
    found = get_site_controller(site_id)
    return build_record(found, language=language, at=timezone.now())


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_and_json_show_each_fact(
    facts: SiteFacts, language: str, client: Client, german_front_page: None
):
    prefix = "" if language == "en" else f"/{language}"
    page = " ".join(client.get(f"{prefix}/privacy/").content.decode().split())
    data = client.get(f"{prefix}/privacy/privacy.json").json()

    for text in (*SITE_WIDE, *OWN):
        assert text in page
        assert text in str(data)
    titles = {one["title"] for one in data["activities"]}
    assert OWN[0] in titles
    assert ("Backups" if language == "en" else "Sicherungskopien") in titles
    assert HOSTED[language].replace("'", "&#x27;") in page
    assert site_facts.MEASURES not in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_record_has_each_fact_in_each_format(facts: SiteFacts, language: str):
    record = record_in(language, facts.site_id)

    for text in (as_csv(record), as_json(record), as_markdown(record)):
        for fact in (*SITE_WIDE, *OWN, site_facts.MEASURES, "ada@blog.example"):
            assert fact in text
    cells = {cell for row in record.list_table() for cell in row.values()}
    assert {*record.facts.values(), *OWN[:3]} <= cells
    rows = csv.DictReader(io.StringIO(as_csv(record), newline=""))
    assert {row["joint_controller"] for row in rows} == {
        record.facts["joint_controller"]
    }


@pytest.mark.parametrize("language", ["en", "de"])
def test_record_speaks_of_people_in_third_person(
    all_on, controller: Controller, language: str, monkeypatch: pytest.MonkeyPatch
):
    name = "privacy_plugin.disclosure.record.build.get_site_activities"
    monkeypatch.setattr(name, lambda _site_id: tuple(EVERY.values()))
    record = record_in(language, controller.site_id)

    assert len(record.rows) > 40
    for row in record.rows:
        for column, cell in row.items():
            if column not in {"sent_as", "activity"}:
                assert not SECOND_PERSON[language].search(cell), (row["activity"], cell)


def test_each_replaced_text_is_declared():
    declared = set()
    for one in EVERY.values():
        transfer = one.recipient.transfer if one.recipient else None
        texts = (
            one.title,
            one.purpose.text,
            getattr(one.retention, "sentence", ""),
            getattr(one.retention, "criterion", ""),
            one.recipient.kept_for if one.recipient else "",
            transfer.safeguard if transfer else "",
        )
        declared |= {getattr(text, "template", text) for text in texts}

    assert set(list_replaced_texts()) <= declared


def test_unknown_country_has_a_transfer_row(controller: Controller):
    nowhere = factories.recipient(transfer=None, country="")
    with factories.declared(factories.sending(recipient=nowhere)):
        record = record_in("en", controller.site_id)

    (row,) = [row for row in record.rows if row["activity"] == "test.sending"]
    assert "It is not known in which country Recipient Ltd is" in row["transfer"]


def test_reason_stands_where_no_officer_is_named(second_site):
    site_facts.full_facts(second_site.site)

    record = record_in("en", second_site.site.pk)

    assert record.facts["protection_officer"] == (
        "There is none: Nobody has to name one here."
    )


def test_two_sites_have_their_own_facts(facts: SiteFacts, second_site, client: Client):
    site_facts.full_facts(second_site.site, host="Nebenan Server AG")

    here = client.get("/privacy/").content.decode()
    there = client.get("/de/privacy/", headers={"host": HOST}).content.decode()

    assert "Example Hosting GmbH" in here
    assert "Nebenan Server AG" not in here
    assert "Nebenan Server AG" in there
    assert "Example Hosting GmbH" not in there
    for language in ("en", "de"):
        assert "Nebenan" not in as_json(record_in(language, facts.site_id))


def test_new_host_ends_no_consent_and_old_proof_keeps_its_words(facts: SiteFacts):
    with factories.declared(factories.activity(key="test.local")):

        def shown():
            found = get_site_controller(facts.site_id)
            return disclose("test.local", controller=found, language="en")

        before = shown()
        proof = save_version(before)
        Processor.objects.all().delete()
        after = shown()

    assert after.facts_digest == before.facts_digest
    assert after.digest != before.digest
    proof.refresh_from_db()
    assert "Example Hosting GmbH" in str(proof.document)


def test_hostile_words_are_text(facts: SiteFacts, client: Client):
    hostile = '"><script>alert(1)</script>{{ 7|add:7 }}%(name)s'
    Processor.objects.update(name=hostile, details=hostile)
    SiteFacts.objects.update(joint_controller=hostile, measures="=1+1")
    site_facts.own_activity(facts, title=hostile, purpose=hostile, data=hostile)

    page = client.get("/privacy/").content.decode()
    cells = [
        cell
        for row in csv.reader(io.StringIO(as_csv(record_in("en", facts.site_id))))
        for cell in row
    ]

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}%(name)s" in page
    assert "'=1+1" in cells


def test_extreme_values_are_shown(facts: SiteFacts):
    Processor.objects.update(name="N" * 200, country="")
    StoredLog.objects.update(days=2_000_000_000, content="IP\n\n  IP \n" + "x" * 5000)
    SiteFacts.objects.update(backup_days=MAX_DAYS)

    for language in ("en", "de"):
        found = get_site_controller(facts.site_id)
        shown = str(
            [one.as_dict() for one in disclose_all(controller=found, language=language)]
        )
        assert "N" * 200 in shown
        assert "x" * 5000 in shown
        with override(language):
            assert find_gaps(found.site_facts, protection_officer="")


def test_incomplete_activity_is_named_as_gap(facts: SiteFacts):
    site_facts.own_activity(facts, title="Half", purpose=" ")
    found = get_site_controller(facts.site_id)

    assert "Half" not in {one.title for one in found.site_facts.activities}
    assert "“Half” is not shown, because something is missing." in find_gaps(
        found.site_facts, protection_officer=""
    )


def test_cookies_follow_the_settings(settings):
    settings.SESSION_COOKIE_NAME = "renamed"
    settings.CSRF_USE_SESSIONS = True

    pages, sign_in = CookieActivities().used()

    assert [one.name for one in pages.device_storage] == ["renamed"]
    assert "csrftoken" not in {one.name for one in sign_in.device_storage}
    settings.CSRF_USE_SESSIONS = False
    assert "csrftoken" in {
        one.name for one in CookieActivities().find("site.sign_in").device_storage
    }


def test_command_prints_the_facts(facts: SiteFacts):
    for kind in ("json", "csv", "md"):
        out = io.StringIO()
        call_command("privacy_record", site="localhost", format=kind, stdout=out)
        assert "Example Hosting GmbH" in out.getvalue()
