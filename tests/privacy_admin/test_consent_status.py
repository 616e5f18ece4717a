"""Whoever asks whether a consent is active gets the same answer, whatever happened."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from wagtail.models import Site

from privacy_plugin.admin.consents.counts import count_active_consents, get_counts
from privacy_plugin.admin.dashboard import get_consent_totals
from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.receipt import as_json_ld, receipt
from privacy_plugin.consent.status import ConsentStatus
from privacy_plugin.consent.subject import SubjectKey, new_subject_key, sign
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.disclosure.render.document import disclose
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import ConsentMissing
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.factories import texts

__all__ = ["clock"]

KEY = "test.sending"
LIFETIME = timedelta(days=182)
PEOPLE = 3
SITES = 2
RECIPIENTS = ("Recipient Ltd", "Another Ltd")

person = st.integers(0, PEOPLE - 1)
site_number = st.integers(0, SITES - 1)
step = st.one_of(
    st.tuples(st.just("give"), person, st.sampled_from(["en", "de"])),
    st.tuples(st.just("give"), person, st.sampled_from(["en", "de"])),
    st.tuples(st.just("withdraw"), person),
    st.tuples(st.just("material"), site_number),
    st.tuples(st.just("wording"), site_number),
    st.tuples(st.just("recipient"), st.integers(0, 1)),
    st.tuples(st.just("wait"), st.sampled_from([1, 100, 182])),
    st.tuples(st.just("note expiry")),
)


@dataclass
class Expected:
    """Say by plain bookkeeping which consents are active.

    A consent holds until when it counts, and what it was given to.
    """

    recipient: int = 0
    material: dict[int, int] = field(default_factory=lambda: dict.fromkeys((0, 1), 0))
    given: dict[int, tuple[datetime, int, int]] = field(default_factory=dict)
    ever: set[int] = field(default_factory=set)

    def facts(self, who: int) -> tuple[int, int]:
        return self.recipient, self.material[who % SITES]

    def give(self, who: int, at: datetime) -> None:
        self.given[who] = (at + LIFETIME, *self.facts(who))
        self.ever.add(who)

    def active(self, at: datetime) -> set[int]:
        return {
            who
            for who, (until, *facts) in self.given.items()
            if until > at and tuple(facts) == self.facts(who)
        }


@dataclass
class World:
    """Let it happen on two sites, to people of whom each belongs to one."""

    sites: list[Site]
    clock: Clock
    officer: Client
    expected: Expected = field(default_factory=Expected)
    people: list[SubjectKey] = field(
        default_factory=lambda: [new_subject_key() for _ in range(PEOPLE)]
    )

    def declared(self) -> Any:
        name = RECIPIENTS[self.expected.recipient]
        return factories.declared(
            factories.sending(recipient=factories.recipient(name=name))
        )

    def happen(self, what: str, *values: Any) -> None:
        at = self.clock.tick(seconds=1)
        if what == "give":
            who, language = values
            controller = get_site_controller(self.sites[who % SITES].pk)
            text = save_version(disclose(KEY, controller=controller, language=language))
            ledger.give(self.people[who], text, method="form", at=at)
            self.expected.give(who, at)
        elif what == "withdraw" and values[0] in self.expected.given:
            if ledger.get_current_consents(self.people[values[0]], at=at)[0].is_given:
                ledger.withdraw(self.people[values[0]], KEY, method="link", at=at)
            del self.expected.given[values[0]]
        elif what in {"material", "wording"}:
            self.publish(values[0], what)
            self.expected.material[values[0]] += what == "material"
        elif what == "recipient":
            self.expected.recipient = values[0]
        elif what == "wait":
            self.clock.tick(days=values[0])
        elif what == "note expiry":
            ledger.expire_due(at=at)

    def publish(self, number: int, change: str) -> None:
        site = self.sites[number]
        text = texts.DisclosureText.objects.filter(site=site, activity=KEY).first()
        if text is None:
            texts.published(site=site, change=change, lead=f"{self.clock.now}")
        else:
            texts.republish(text, change=change, lead=f"{self.clock.now}")


def by_permits(world: World, at: datetime) -> set[int]:
    return {
        who
        for who, subject in enumerate(world.people)
        if ledger.permits(subject, KEY, at=at)
    }


def by_gateway(world: World, at: datetime) -> set[int]:
    found = set()
    for who, subject in enumerate(world.people):
        try:
            with transaction.atomic():
                gateway.authorize(KEY, subject=subject, values={"text": "x"}, at=at)
            found.add(who)
        except ConsentMissing:
            pass
    return found


def by_lock_of_many(world: World, at: datetime) -> set[int]:
    with transaction.atomic():
        found = ledger.permitted_locked(world.people, KEY, at=at)
    return {world.people.index(subject) for subject in found}


def by_json_receipt(world: World, at: datetime) -> set[int]:
    valid = "dpv:ConsentStatusValidForProcessing"
    found = set()
    for who, subject in enumerate(world.people):
        document: Any = as_json_ld(receipt(subject, at=at), withdraw_at="")
        states = [one["dpv:hasStatus"] for one in document["dpv:hasConsentRecord"]]
        if valid in states:
            found.add(who)
    return found


def by_receipt_page(world: World, _at: datetime) -> set[int]:
    return {
        who
        for who, subject in enumerate(world.people)
        if "It is valid until"
        in Client()
        .get(reverse("privacy:receipt", args=[sign(subject)]), follow=True)
        .content.decode()
    }


def by_report(world: World, _at: datetime) -> set[int]:
    """Look into the list of the admin, and through it at each proof."""
    found = set()
    for record in ConsentRecord.objects.all():
        page = world.officer.get(f"/admin/privacy/consents/{record.pk}/")
        if "It is valid until" in page.content.decode():
            found.add(world.people.index(SubjectKey(record.subject_key)))
    return found


WHO_IS_ACTIVE: dict[str, Callable[[World, datetime], set[int]]] = {
    "permits": by_permits,
    "gateway": by_gateway,
    "many at once": by_lock_of_many,
    "receipt as data": by_json_receipt,
    "receipt page": by_receipt_page,
    "proof": by_report,
}


def by_dashboard(world: World, at: datetime) -> int:
    total = sum(rate.active for rate in get_consent_totals(get_counts(None, at=at)))
    by_site = [get_consent_totals(get_counts([site.pk], at=at)) for site in world.sites]
    assert total == sum(rate.active for found in by_site for rate in found)
    given = sum(rate.given for rate in get_consent_totals(get_counts(None, at=at)))
    assert given == len(world.expected.ever)
    return total


def by_editor(world: World, at: datetime) -> int:
    return sum(count_active_consents(site.pk, KEY, at=at) for site in world.sites)


def exported(world: World, kind: str) -> list[dict[str, Any]]:
    response: Any = world.officer.get(f"/admin/privacy/consents/?export={kind}")
    content = b"".join(response.streaming_content)
    if kind == "csv":
        return list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    sheet: Any = load_workbook(BytesIO(content)).active
    heading, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(heading, row, strict=True)) for row in rows]


def by_export(kind: str) -> Callable[[World, datetime], int]:
    def count(world: World, _at: datetime) -> int:
        rows = [row for row in exported(world, kind) if row["Activity"] == KEY]
        assert len(rows) == ConsentRecord.objects.count()
        for row in rows:
            is_active = row["State"] == ConsentStatus.ACTIVE
            assert bool(row["Valid until"]) is is_active, row
        return sum(row["State"] == ConsentStatus.ACTIVE for row in rows)

    return count


HOW_MANY: dict[str, Callable[[World, datetime], int]] = {
    "dashboard": by_dashboard,
    "editor of the text": by_editor,
    "CSV": by_export("csv"),
    "XLSX": by_export("xlsx"),
}


@pytest.fixture
def officer(db: None) -> Client:
    """Return a browser for somebody who sees everything."""
    factories.editor()
    return Client()


@pytest.fixture
def sites(site: Site, other_site: Site, monkeypatch: Any) -> list[Site]:
    """Return two sites with controllers of their own, each at its address."""
    hosts = [*django_settings.ALLOWED_HOSTS, other_site.hostname]
    monkeypatch.setattr(django_settings, "ALLOWED_HOSTS", hosts)
    return [site, other_site]


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # each takes a second
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=st.lists(step, min_size=2, max_size=9))
def test_all_who_ask_agree_which_consents_are_active(
    history: list[tuple[Any, ...]], sites: list[Site], officer: Client, clock: Clock
):
    clock.begin()
    with transaction.atomic():
        world = World(sites, clock, officer)
        for what in history:
            with world.declared():
                world.happen(*what)
        officer.force_login(User.objects.get(username="editor"))  # months have passed
        with world.declared():
            at = clock.now
            active = world.expected.active(at)
            for name, ask in WHO_IS_ACTIVE.items():
                assert ask(world, at) == active, name
            for name, count in HOW_MANY.items():
                assert count(world, at) == len(active), name
        transaction.set_rollback(True)
