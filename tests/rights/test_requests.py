"""Requests of people: whose data it is, what goes, what stays, until when."""

from __future__ import annotations

import json
import unicodedata
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from privacy_plugin.comments.models import (
    Comment,
    ModerationEvent,
    SpamCheck,
    State,
)
from privacy_plugin.comments.models import (
    EventType as ModerationType,
)
from privacy_plugin.consent.subject import SubjectKey, new_subject_key, sign
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.rights import erasure
from privacy_plugin.rights.columns import personal_models
from privacy_plugin.rights.errors import NobodyFound, ProofMissing, RequestClosed
from privacy_plugin.rights.people.findings import Findings, get_tables
from privacy_plugin.rights.people.lookup import (
    FoundPerson,
    get_keys_on_site,
    get_subject_keys,
    with_related,
)
from privacy_plugin.rights.people.proof import Proof
from privacy_plugin.rights.people.public import find_public
from privacy_plugin.rights.people.report import as_html, as_json, export_person
from privacy_plugin.rights.requests import steps
from privacy_plugin.rights.requests.deadlines import get_deadline
from privacy_plugin.rights.requests.models import (
    EventType,
    RequestEvent,
    RequestState,
    SubjectRequest,
)
from privacy_plugin.rights.retention import purge
from privacy_plugin.subscriptions.models import Subscriber
from privacy_plugin.subscriptions.signup.double_opt_in import request_address_change
from tests.support import factories

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"


def somebody(*, email: str) -> Comment:
    """Return a comment with what else is stored about its writer."""
    comment = factories.comment(email=email, name="Ada", text="Ada's words")
    factories.check_context(comment)
    SpamCheck.objects.create(comment=comment)
    ModerationEvent.objects.create(
        comment=comment, at=timezone.now(), type=ModerationType.APPROVED
    )
    factories.consent(subject=SubjectKey(comment.subject_key))
    return comment


def received(identity: str = "", *, site: Site | None = None) -> SubjectRequest:
    new = steps.NewRequest(
        kind="access",
        received_on=timezone.localdate(),
        language="de",
        site_id=site.pk if site else None,
    )
    return steps.receive(new, identity=identity, by=None, at=timezone.now())


def confirmed(email: str, **changes: Any) -> SubjectRequest:
    found = received(email, **changes)
    return steps.confirm(found.subject_key, at=timezone.now())


def everything_about_ada() -> tuple[SubjectKey, ...]:
    """Store a row in as many declared tables as the installed apps have for Ada."""
    comment = somebody(email=ADA)
    subscriber = factories.subscriber(ADA, topics=("garden",))
    request_address_change(subscriber, "new@example.org", at=timezone.now())
    received(ADA)
    assert comment.email == ADA
    return get_subject_keys(ADA)


def count_rows() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count() for model in personal_models()
    }


def test_what_a_preview_says_is_what_erasing_does():
    somebody(email="bob@example.com")
    factories.subscriber("bob@example.com")
    keys = everything_about_ada()
    before = count_rows()

    preview = erasure.preview_erasure(keys, at=timezone.now())
    assert count_rows() == before
    erased = erasure.erase_all(keys, method="test", at=timezone.now())

    after = count_rows()
    gone = {
        label: before[label] - after[label]
        for label in before
        if before[label] > after[label]
    }
    assert preview.erased == erased == gone
    left = {one.model: one.count for one in erasure.get_remainders(keys, [ADA])}
    assert {one.model: one.count for one in preview.stays} == left
    found = Findings({*keys, *get_subject_keys(ADA)})
    assert {table.label for table in found.tables} == set(left)
    assert all(one.reason for one in preview.stays)
    assert Comment.objects.get().email == "bob@example.com"
    assert Subscriber.objects.get().email == "bob@example.com"


def test_a_preview_leaves_consents_and_suppressions_alone():
    keys = everything_about_ada()
    before = Findings(keys).get_data()

    erasure.preview_erasure(keys, at=timezone.now())

    assert Findings(keys).get_data() == before


def test_both_formats_hold_every_declared_column():
    keys = everything_about_ada()
    found = export_person(FoundPerson(keys, Proof.LINK))

    text = as_json(found, at=timezone.now(), language="en")
    page = as_html(found, get_site_controller(None), at=timezone.now(), language="en")

    records = json.loads(text)["records"]
    filled = {table.label: table for table in get_tables() if table.rows(keys).exists()}
    assert len(filled) > 8
    for label, table in filled.items():
        for row, stored in zip(
            records[label], table.rows(keys).values(*table.columns), strict=True
        ):
            assert set(row) == set(table.columns) == set(stored)
        for column in table.columns.values():
            assert str(column.label).split("'")[0] in page
    for value in (ADA, ["Ada", "s words"][0], "198.51.100.7", "garden"):
        assert value in page
        assert value in text


def test_the_page_loads_nothing_and_escapes_what_was_written():
    comment = factories.comment(text="<script>alert(1)</script>", name='"><img src=x>')
    found = Findings([SubjectKey(comment.subject_key)])

    page = as_html(found, get_site_controller(None), at=timezone.now(), language="de")

    assert '<html lang="de">' in page
    assert "<script" not in page
    assert "<img" not in page
    assert "src=" not in page.replace("src=x", "")
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Ada@Example.COM", " ada@example.com "),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ADA@BÜCHER.example"),
        (unicodedata.normalize("NFD", "ada@bücher.example"), "ada@bücher.example"),
    ],
)
def test_an_address_is_found_however_it_is_spelled(stored: str, typed: str):
    comment = somebody(email=stored)
    somebody(email="ada@example.com.evil.example")

    assert set(get_subject_keys(typed)) == {comment.subject_key}


def test_nobody_without_proof_is_exported_or_erased():
    comment = somebody(email=ADA)
    found = received(ADA)

    for act in (
        lambda: steps.export(found, "json", by=None, at=timezone.now()),
        lambda: steps.preview_erasure(found, by=None, at=timezone.now()),
        lambda: steps.erase(found, by=None, at=timezone.now()),
        lambda: export_person(FoundPerson(get_subject_keys(ADA))),
    ):
        with pytest.raises(ProofMissing):
            act()

    assert Comment.objects.get(pk=comment.pk).email == ADA
    events = RequestEvent.objects.values_list("type", flat=True)
    assert list(events) == [EventType.RECEIVED]


def test_a_confirmed_address_a_link_and_a_receipt_are_proofs():
    comment = somebody(email=ADA)
    token = sign(SubjectKey(comment.subject_key))

    by_link = received(f"https://blog.example/comments/{token}/")
    by_receipt = received(f"https://blog.example/privacy/receipts/{token}/")
    by_email = confirmed("ADA@example.com")

    assert [by_link.proof, by_receipt.proof, by_email.proof] == [
        Proof.LINK, Proof.RECEIPT, Proof.EMAIL,
    ]  # fmt: skip
    for found in (by_link, by_receipt, by_email):
        assert comment.subject_key in steps.get_person(found).keys


def test_a_link_in_a_mail_confirms_once():
    found = confirmed(ADA)

    with pytest.raises(RequestClosed):
        steps.confirm(found.subject_key, at=timezone.now())


def test_each_site_finds_its_own_people(second_site):
    here = Site.objects.get(is_default_site=True)
    factories.subscriber(ADA, site=here)
    factories.subscriber(ADA, site=second_site.site)
    keys = get_subject_keys(ADA)

    for site in (here, second_site.site):
        found = get_keys_on_site(keys, site.pk)
        own = Subscriber.objects.get(site=site)
        assert own.subject_key in found
        other = Subscriber.objects.exclude(site=site).get()
        assert other.subject_key not in found
        person = steps.get_person(confirmed(ADA, site=site))
        assert other.subject_key not in person.keys
    assert set(get_keys_on_site(keys, None)) == set(keys)


def test_a_link_of_another_site_finds_nothing(second_site):
    subscriber = factories.subscriber(ADA, site=second_site.site)
    here = Site.objects.get(is_default_site=True)

    found = received(sign(SubjectKey(subscriber.subject_key)), site=here)

    assert steps.get_person(found).keys == ()
    with pytest.raises(NobodyFound):
        steps.export(found, "json", by=None, at=timezone.now())


def test_a_link_of_an_erased_comment_finds_its_proof_at_most():
    comment = somebody(email="")
    key = SubjectKey(comment.subject_key)
    erasure.erase(key, method="test", at=timezone.now())

    found = received(sign(key))

    labels = {table.label for table in Findings(steps.get_person(found).keys).tables}
    assert labels == {"privacy.ConsentRecord", "privacy.ConsentEvent"}
    assert steps.erase(found, by=None, at=timezone.now()) == {}


def test_a_name_finds_only_what_is_public():
    factories.comment(name="Ada", text="Public words", email=ADA, state=State.APPROVED)
    factories.comment(name="Ada", text="Waiting words", state=State.PENDING)
    factories.comment(name="Adam", text="Another's words", state=State.APPROVED)

    (section,) = find_public(" ada ", None).sections

    words = json.dumps(section.rows, ensure_ascii=False)
    assert "Public words" in words
    for hidden in ("Waiting words", "Another's words", ADA):
        assert hidden not in words
    assert not find_public(" ", None).sections
    assert not find_public("Ada", []).sections


def test_ending_a_request_deletes_what_it_knows_of_the_person():
    for state in (RequestState.ANSWERED, RequestState.REFUSED, RequestState.CLOSED):
        found = confirmed(ADA)
        steps.end(found, state, by=None, at=timezone.now())
        found.refresh_from_db()
        assert (found.email, found.found_keys) == ("", [])
        with pytest.raises(RequestClosed):
            steps.export(found, "json", by=None, at=timezone.now())

    again = steps.reopen(found, by=None, at=timezone.now())
    assert (again.state, again.proof) == (RequestState.WAITING, Proof.NONE)
    with pytest.raises(ProofMissing):
        steps.erase(again, by=None, at=timezone.now())


def test_an_ended_request_is_deleted_three_years_later():
    past = timezone.now() - timedelta(days=3 * 365 + 2)
    with factories.lifted_triggers():
        new = steps.NewRequest(
            kind="access", received_on=past.date(), language="en", site_id=None
        )
        old = steps.receive(new, identity="", by=None, at=past)
        steps.end(old, RequestState.ANSWERED, by=None, at=past)
    pending = received()

    purge(at=timezone.now(), accept_overdue=True)

    assert list(SubjectRequest.objects.all()) == [pending]
    assert not RequestEvent.objects.filter(request=old.pk).exists()


def test_the_steps_cannot_be_rewritten():
    received()

    for act in (
        lambda: RequestEvent.objects.update(type=EventType.ERASED),
        lambda: RequestEvent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("received_on", "due", "extended"),
    [
        ("2026-01-31", "2026-02-28", "2026-04-30"),
        ("2028-01-31", "2028-02-29", "2028-04-30"),
        ("2026-11-30", "2026-12-30", "2027-02-28"),
        ("2026-12-15", "2027-01-15", "2027-03-15"),
    ],
)
def test_an_answer_is_due_one_month_later(received_on: str, due: str, extended: str):
    day = date.fromisoformat(received_on)

    assert get_deadline(day) == date.fromisoformat(due)
    assert get_deadline(day, is_extended=True) == date.fromisoformat(extended)


@given(st.dates(min_value=date(2018, 5, 25), max_value=date(2200, 1, 1)))
def test_a_deadline_is_never_later_than_the_same_day_next_month(day: date):
    due = get_deadline(day)

    assert timedelta(days=28) <= due - day <= timedelta(days=31)
    assert due.day <= day.day


def test_many_findings_take_as_many_queries_as_one(django_assert_num_queries):
    def read() -> None:
        keys = with_related(get_subject_keys(ADA))
        Findings(keys).get_sections(0, 50)

    first = factories.comment(email=ADA)
    counted = _count_queries(read)
    Comment.objects.bulk_create(
        Comment(
            discussion_id=first.discussion_id, text="x", html="x", email=ADA,
            subject_key=new_subject_key(), submitted_at=timezone.now(),
        )
        for _number in range(5000)
    )  # fmt: skip

    with django_assert_num_queries(counted):
        read()


def _count_queries(act: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_no_model_of_a_reader_is_forgotten():
    labels = {table.label for table in get_tables()}

    assert {"privacy.SubjectRequest", "privacy.RequestEvent"} <= labels
    assert labels <= {model._meta.label for model in apps.get_models()}
