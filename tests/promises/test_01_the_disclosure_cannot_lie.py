"""Promise 1: what you are told is what is declared, and what is sent is that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest
from django.utils import timezone

from privacy_plugin import (
    Consent,
    DataSubject,
    KeepWhile,
    LegitimateInterest,
    ProcessingActivity,
    Purpose,
    Role,
    Transfer,
)
from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.comments.models import Comment, State
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import new_subject_key
from privacy_plugin.disclosure.activities import get_activities
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.egress.transport import guarded_client
from privacy_plugin.processing import registry
from tests.support.factories.disclosures import disclose
from tests.support.reader import Page, Reader, words_of
from tests.support.servers.akismet import impatient_checker

NEEDED_BY_THE_SERVICE = {"user_ip"}
SENT = [item.sent_as for item in registry.get(SPAM_CHECK).data if item.sent_as]
EVERYTHING = {
    "PRIVACY_COMMENTS_ASK_WEBSITE": True,
    "PRIVACY_AKISMET_SEND_USER_AGENT": True,
}


@pytest.fixture
def everything_on(settings):
    for name, value in EVERYTHING.items():
        setattr(settings, name, value)


def rows_of(page: Page, activity: str) -> dict[str, str]:
    """Return what stands beside the form about an activity: words by heading."""
    section = page.one(f"section[@data-activity='{activity}']")
    rows = section.iterfind(".//dl/div")
    return {words_of(row[0]): words_of(row) for row in rows}


def fields_in(reader: Reader, post, activity: str) -> set[str]:
    """Return the names of fields on the page that the form's words lead to."""
    page = reader.open_details(post.url)
    section = page.one(f"section[@data-activity='{activity}']")
    return {words_of(code) for code in section.iterfind(".//code")}


def without_field(activity: str, name: str):
    declared = registry.get(activity)
    kept = tuple(
        replace(item, sent_as="") if item.sent_as == name else item
        for item in declared.data
    )
    return registry.replaced(replace(declared, data=kept))


def write_in_full(reader, post) -> Page:
    return reader.write(
        post.url,
        "A word of mine",
        name="Ada",
        website="https://ada.example/",
        tick=[SPAM_CHECK],
    )


def test_beside_the_form_stand_the_fields_that_are_sent(
    reader, post, server, work, everything_on
):
    told = fields_in(reader, post, SPAM_CHECK)

    write_in_full(reader, post)
    work()

    sent = server.log.of("comment-check")[0].names
    assert sent == told - {"key"}


@pytest.mark.parametrize("name", SENT)
def test_a_field_nobody_declares_is_neither_told_nor_sent(
    reader, post, server, work, everything_on, name
):
    before = fields_in(reader, post, SPAM_CHECK)

    with without_field(SPAM_CHECK, name):
        told = fields_in(reader, post, SPAM_CHECK)
        write_in_full(reader, post)
        work()

    assert told == before - {name}
    if name in NEEDED_BY_THE_SERVICE:
        server.log.assert_empty()
    else:
        server.log.assert_last_names(told - {"key"})
    assert Comment.objects.count() == 1


class Chatterbox:
    """A checker that would like to tell more than it said."""

    check_activity, recheck_activity = SPAM_CHECK, SPAM_RECHECK
    url: ClassVar[str] = ""

    def is_ready(self):
        return True

    def build_payload(self, submission, *, recheck_reason=""):
        return impatient_checker().build_payload(
            submission, recheck_reason=recheck_reason
        )

    def check(self, payload, context):
        del context
        surplus = {**payload, "comment_author_email": "ada@example.com"}
        client = guarded_client(
            user_agent="chatterbox",
            connect_timeout_seconds=1,
            read_timeout_seconds=1,
            reroute={"rest.akismet.com": self.url},
        )
        with client:
            client.post("https://rest.akismet.com/1.1/comment-check", data=surplus)


def test_a_field_added_on_the_way_stops_the_request(
    reader, post, server, work, settings
):
    Chatterbox.url = server.url
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = f"{__name__}.Chatterbox"

    reader.write(post.url, "A word of mine", tick=[SPAM_CHECK])
    work()

    server.log.assert_empty()
    assert Transmission.objects.get().outcome == Outcome.REFUSED
    assert Comment.objects.get().state == State.PENDING


def test_everything_that_happens_stands_on_the_privacy_page(reader, server):
    page = reader.open("/privacy/")

    told = {section.get("data-activity") for section in page.all("section")}
    assert told >= {activity.key for activity in get_activities()}


def test_what_does_not_happen_is_not_told(reader, post, settings):
    settings.PRIVACY_AKISMET_API_KEY = ""

    for address in (post.url, "/privacy/"):
        page = reader.open(address)
        assert "Akismet" not in page.words
        boxes = page.all("input[@type='checkbox']")
        assert not [box for box in boxes if "comments" in box.get("name", "")]


def test_the_page_and_its_data_say_the_same(reader, server):
    page = reader.open("/privacy/")
    data = reader.client.get("/privacy/privacy.json").json()

    digests = {s.get("data-digest") for s in page.all("section[@data-digest]")}
    assert digests == {activity["digest"] for activity in data["activities"]}


# Take one line out of a declaration, or change one fact: readers see it.


def lines() -> list[tuple[str, int]]:
    return [
        (activity.key, number)
        for activity in registry
        for number in range(len(activity.data))
        if len(activity.data) > 1  # a declaration of nothing cannot be written
    ]


@pytest.mark.parametrize(("key", "number"), lines())
def test_a_line_less_is_told_and_asked_about_anew(db, server, settings, key, number):
    for name in EVERYTHING:
        setattr(settings, name, True)
    settings.PRIVACY_COMMENTS_ASK_EMAIL = True
    activity = registry.get(key)
    before = disclose(key)
    kept = tuple(item for at, item in enumerate(activity.data) if at != number)
    fewer = replace(activity, data=kept, retention=KeepWhile("While it is needed."))
    with registry.replaced(replace(activity, retention=fewer.retention)):
        same = disclose(key)

    with registry.replaced(fewer):
        after = disclose(key)

    assert after.facts_digest != same.facts_digest
    assert after.digest != before.digest
    count = len(before.facts["data"])
    assert len(after.facts["data"]) == count - 1


FACTS = {
    "title": lambda _a: {"title": "Something else"},
    "purpose": lambda _a: {"purpose": Purpose("Else", broader="dpv:Analytics")},
    "whose": lambda _a: {"data_subjects": (DataSubject.SUBSCRIBER,)},
    "basis": lambda _a: {"legal_basis": LegitimateInterest("We like it.")},
    "retention": lambda a: {
        "retention": replace(a.retention, period=timedelta(days=400)),
    },
    "erasure": lambda _a: {"erasure": "It cannot be erased."},
    "recipient": lambda a: {"recipient": replace_recipient(a, name="Another Inc.")},
    "role": lambda a: {"recipient": replace_recipient(a, role=Role.PROCESSOR)},
    "kept for": lambda a: {"recipient": replace_recipient(a, kept_for="For ever.")},
    "policy": lambda a: {
        "recipient": replace_recipient(a, policy_url="https://elsewhere.example/"),
    },
    "country": lambda a: {
        "recipient": replace_recipient(a, transfer=Transfer("CN", safeguard="None.")),
    },
    "field": lambda a: {"not_personal": a.not_personal[1:]},
    "question": lambda _a: {"legal_basis": Consent("They may do anything.")},
}
WORDING = {"title", "erasure", "question"}


def replace_recipient(activity: ProcessingActivity, **facts):
    recipient = activity.recipient
    assert recipient is not None
    known = {
        "role": recipient.role,
        "hosts": recipient.hosts,
        "kept_for": recipient.kept_for,
        "policy_url": recipient.policy_url,
        "transfer": recipient.transfer,
    }
    name = facts.pop("name", recipient.name)
    return type(recipient)(name, **{**known, **facts})


@pytest.mark.parametrize("fact", FACTS)
def test_another_fact_makes_another_disclosure(reader, post, server, fact):
    before = rows_of(reader.open(post.url), SPAM_CHECK)
    digest = disclose(SPAM_CHECK).digest

    with registry.replaced(
        replace(registry.get(SPAM_CHECK), **FACTS[fact](registry.get(SPAM_CHECK)))
    ):
        after = disclose(SPAM_CHECK)
        told = rows_of(reader.open("/privacy/"), SPAM_CHECK)

    assert after.digest != digest
    if fact not in {"title", "question", "policy"}:
        assert told != before


@pytest.mark.parametrize("fact", FACTS)
def test_a_consent_does_not_cover_another_fact(db, server, fact):
    subject, at = new_subject_key(), timezone.now()
    ledger.give(subject, save_version(disclose(SPAM_CHECK)), method="form", at=at)
    activity = registry.get(SPAM_CHECK)

    with registry.replaced(replace(activity, **FACTS[fact](activity))):
        permitted = ledger.permits(subject, SPAM_CHECK, at=at)

    assert permitted == (fact in WORDING)
