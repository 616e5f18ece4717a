"""What leaves is what is declared: every byte of it, and not one more."""

from dataclasses import replace

import akismet
import pytest
from django.utils import timezone

from privacy_plugin import Category, PersonalData, Source
from privacy_plugin.akismet.account import verify_key
from privacy_plugin.akismet.client import Connection, user_agent
from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.comments.spam_check.runner import ask
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.egress.errors import ConsentMissing, EgressRefused
from privacy_plugin.egress.gateway import authorize, compose, transmit
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.egress.permit import Permit
from privacy_plugin.processing import registry
from tests.akismet.conftest import KEY, SUBMISSION

EVERYTHING_ON = {
    "PRIVACY_COMMENTS_ASK_WEBSITE": True,
    "PRIVACY_AKISMET_SEND_USER_AGENT": True,
}


@pytest.fixture
def everything_on(settings):
    for name, value in EVERYTHING_ON.items():
        setattr(settings, name, value)


def without(key: str, name: str):
    activity = registry.get(key)
    data = tuple(
        replace(item, sent_as="") if item.sent_as == name else item
        for item in activity.data
    )
    names = tuple(listed for listed in activity.not_personal if listed != name)
    return registry.replaced(replace(activity, data=data, not_personal=names))


def test_the_fields_on_the_wire_are_the_declared_ones(
    server, checker, permit, everything_on
):
    declared = get_activity(SPAM_CHECK).wire_names

    ask(checker, permit())
    verify_key(KEY, SUBMISSION.blog_url, at=timezone.now())

    check, verification = server.log
    assert check.names | verification.names == declared
    assert verification.names == {"key", "blog"}


def test_the_fields_of_a_recheck_are_the_declared_ones(
    server, checker, permit, everything_on
):
    ask(checker, permit(SPAM_RECHECK, "edit"))

    server.log.assert_last_names(get_activity(SPAM_RECHECK).wire_names)


def test_what_is_switched_off_stays_here(server, checker, permit):
    ask(checker, permit())

    request = server.log.last
    assert not request.names & {"user_agent", "comment_author_url"}
    server.log.assert_never_received(SUBMISSION.user_agent)
    server.log.assert_never_received(SUBMISSION.website)


def test_the_email_address_never_leaves(server, checker, permit, everything_on):
    ask(checker, permit())

    server.log.assert_never_received(SUBMISSION.email)


@pytest.mark.parametrize(
    "name",
    [
        "comment_content",
        "comment_author",
        "comment_author_url",
        "user_agent",
        "permalink",
        "comment_date_gmt",
        "blog_lang",
        "blog_charset",
        "comment_type",
        "comment_post_modified_gmt",
    ],
)
def test_a_field_taken_out_of_the_declaration_is_not_sent(
    server, checker, permit, everything_on, name
):
    before = get_activity(SPAM_CHECK).wire_names

    with without(SPAM_CHECK, name):
        ask(checker, permit())

    server.log.assert_last_names(before - {name, "key"})


@pytest.mark.parametrize("name", ["user_ip", "blog", "api_key"])
def test_without_a_field_the_service_needs_nothing_is_sent(
    server, checker, permit, name
):
    with without(SPAM_CHECK, name), pytest.raises(EgressRefused):
        ask(checker, permit())

    server.log.assert_empty()
    assert Transmission.objects.get().outcome == Outcome.REFUSED


def test_a_field_nobody_declared_is_refused(server, checker, permit):
    issued = permit()
    forged = Permit(
        transmission_id=issued.transmission_id,
        activity=issued.activity,
        payload={**issued.payload, "comment_author_email": SUBMISSION.email},
        allowed=issued.allowed,
        hosts=issued.hosts,
    )

    with pytest.raises(EgressRefused, match="comment_author_email"):
        ask(checker, forged)

    server.log.assert_empty()
    assert Transmission.objects.get().outcome == Outcome.REFUSED


def test_a_declared_field_the_client_does_not_know_is_refused(server, checker, permit):
    activity = registry.get(SPAM_CHECK)
    surplus = PersonalData(
        Category.HISTORY, source=Source.SITE, sent_as="comment_parent"
    )
    declared = replace(activity, data=(*activity.data, surplus))

    with registry.replaced(declared):
        issued = permit()
        forged = replace(issued, payload={**issued.payload, "comment_parent": "7"})
        with pytest.raises(EgressRefused):
            ask(checker, forged)

    server.log.assert_empty()


def test_a_declared_field_that_is_empty_is_left_out(server, checker, permit):
    ask(checker, permit(name="", language="", post_modified_at=None))

    assert not server.log.last.names & {
        "comment_author",
        "blog_lang",
        "comment_post_modified_gmt",
    }
    assert all(values != ("",) for values in server.log.last.fields.values())


def test_without_consent_not_a_byte_leaves(server, checker, db):
    values = checker.build_payload(SUBMISSION)

    with pytest.raises(ConsentMissing):
        authorize(
            SPAM_CHECK, subject=new_subject_key(), values=values, at=timezone.now()
        )

    server.log.assert_empty()


def test_consent_to_the_check_is_none_to_the_recheck(server, checker, permit):
    permit()
    subject = SubjectKey(Transmission.objects.get().subject_key)

    assert ledger.permits(subject, SPAM_CHECK, at=timezone.now())
    with pytest.raises(ConsentMissing):
        authorize(
            SPAM_RECHECK,
            subject=subject,
            values=checker.build_payload(SUBMISSION, recheck_reason="edit"),
            at=timezone.now(),
        )


def test_a_permit_sends_once(server, checker, permit):
    issued = permit()
    ask(checker, issued)

    with pytest.raises(EgressRefused):
        ask(checker, issued)

    assert len(server.log) == 1


def test_the_preview_shows_the_very_values_that_are_sent(
    server, checker, permit, everything_on
):
    preview = compose(SPAM_CHECK, checker.build_payload(SUBMISSION))

    ask(checker, permit())

    sent = {name: values[0] for name, values in server.log.last.fields.items()}
    assert sent == {**preview, "api_key": KEY}


def test_every_declared_name_is_one_the_client_accepts():
    accepted = akismet.AkismetArguments.__optional_keys__

    for key in (SPAM_CHECK, SPAM_RECHECK):
        names = registry.get(key).wire_names - {"api_key", "key", "blog", "user_ip"}
        assert names <= accepted


def test_every_declared_name_has_a_value_to_send(checker):
    values = checker.build_payload(SUBMISSION, recheck_reason="edit")

    for key in (SPAM_CHECK, SPAM_RECHECK):
        assert registry.get(key).wire_names - {"api_key", "key"} <= values.keys()


def test_times_are_written_in_utc(checker):
    values = checker.build_payload(SUBMISSION)

    assert values["comment_date_gmt"] == "2026-11-23T12:30:00Z"
    assert values["comment_post_modified_gmt"] == "2026-11-20T08:00:00Z"


def test_the_service_learns_our_name_and_not_the_readers(server, checker, permit):
    ask(checker, permit())

    assert server.log.last.headers["user-agent"] == user_agent()
    assert server.log.last.headers["host"] == "rest.akismet.com"
    assert "cookie" not in server.log.last.headers
    assert "referer" not in server.log.last.headers


def test_the_transmission_names_fields_and_holds_no_value(server, checker, permit):
    ask(checker, permit())

    row = Transmission.objects.get()
    assert set(row.field_names) == server.log.last.names
    assert row.byte_count == len(server.log.last.body)
    assert SUBMISSION.text not in str(vars(row))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "keep-alive"},
        {"name": "identity"},
        {"name": "1.1"},
        {"name": "comment-check"},
        {"text": "*/*"},
    ],
)
def test_words_of_the_protocol_are_words_like_any_other(
    server, checker, permit, changes
):
    ask(checker, permit(**changes))

    sent = [value for values in server.log.last.fields.values() for value in values]
    assert set(changes.values()) <= set(sent)


def test_only_the_named_functions_of_the_service_are_called(server, checker, permit):
    connection = Connection({"rest.akismet.com": server.url}, 5)
    url = "https://rest.akismet.com/1.1/submit-spam"

    with pytest.raises(EgressRefused), transmit(permit()):
        connection._http.post(url, data={"blog": SUBMISSION.blog_url})

    server.log.assert_empty()
