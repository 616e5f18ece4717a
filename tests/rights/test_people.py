"""A person gets everything about them, has it deleted, and nobody else's is touched."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from privacy_plugin import Category, Consent, Keep, PersonalData, Source
from privacy_plugin.comments.models import (
    CheckContext,
    Comment,
    EventType,
    ModerationEvent,
    SpamCheck,
    State,
)
from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.consent.subject import SubjectKey, new_subject_key, sign
from privacy_plugin.egress.gateway import authorize
from privacy_plugin.egress.models import SENDING, Transmission
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.rights.erasure import erase
from privacy_plugin.rights.errors import NobodyFound
from privacy_plugin.rights.export import _plain, export, get_subject_keys
from privacy_plugin.rights.withdrawal import withdraw
from tests.support import factories

pytestmark = pytest.mark.django_db
KEY = "test.sending"


def somebody(*, email: str = "ada@example.com", text: str = "Ada's words") -> Comment:
    """Return a comment with everything that can be stored about its writer."""
    comment = factories.comment(email=email, name="Ada", text=text)
    subject = SubjectKey(comment.subject_key)
    factories.check_context(comment)
    SpamCheck.objects.create(comment=comment)
    ModerationEvent.objects.create(
        comment=comment,
        at=timezone.now(),
        type=EventType.APPROVED,
        editor_id=factories.editor(name=f"editor-{comment.pk}").pk,
    )
    factories.consent(subject=subject)
    with transaction.atomic():
        authorize(KEY, subject=subject, values={"text": text}, at=timezone.now())
    return comment


def run(*arguments: str) -> str:
    """Run the command and return what it prints."""
    out = StringIO()
    call_command("privacy_subject", *arguments, stdout=out)
    return out.getvalue()


def link(comment: Comment) -> str:
    """Return the private link of a comment's writer."""
    token = sign(SubjectKey(comment.subject_key))
    return "https://blog.example" + reverse("privacy:receipt", args=[token])


def test_an_export_holds_what_is_declared_about_one_person():
    comment, other = somebody(), somebody(email="bob@example.com", text="Bob's words")

    found = export(SubjectKey(comment.subject_key))

    assert found["privacy_comments.Comment"][0]["text"] == "Ada's words"
    assert found["privacy_comments.Comment"][0]["email"] == "ada@example.com"
    assert found["privacy_comments.CheckContext"][0]["ip_address"] == "198.51.100.7"
    assert found["privacy.ConsentEvent"][0]["state"] == "given"
    assert found["privacy.Transmission"][0]["field_names"] == ["text"]
    assert "Bob" not in json.dumps(found)
    assert other.subject_key not in json.dumps(found)


def test_an_export_holds_nothing_about_editors():
    found = export(SubjectKey(somebody().subject_key))

    assert "editor" not in found["privacy_comments.ModerationEvent"][0]
    assert "editor" not in found["privacy_comments.Comment"][0]


def test_data_stored_before_a_switch_was_turned_off_is_still_exported(settings):
    settings.PRIVACY_COMMENTS_ASK_EMAIL = False
    settings.PRIVACY_AKISMET_API_KEY = ""

    found = export(SubjectKey(somebody().subject_key))

    assert found["privacy_comments.Comment"][0]["email"] == "ada@example.com"
    assert "privacy_comments.CheckContext" in found


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00"),
        (date(2026, 1, 2), "2026-01-02"),
        (None, None),
        (True, True),
        (["a"], ["a"]),
    ],
)
def test_an_export_is_plain_data(value: object, plain: object):
    assert _plain(value) == plain
    key = uuid4()
    assert _plain(key) == str(key)


def test_nobody_is_found_where_nobody_is():
    somebody(email="")
    for nobody in ("", " ", "\t", "eve@example.com", "%"):
        with pytest.raises(NobodyFound):
            get_subject_keys(nobody)
    for act in (export, lambda key: erase(key, method="x", at=timezone.now())):
        with pytest.raises(NobodyFound):
            act(SubjectKey(""))
    with pytest.raises(NobodyFound):
        export(new_subject_key())


def test_an_address_is_found_however_it_is_written():
    first, second = somebody(), somebody(email="ADA@example.com")
    somebody(email="ada@example.com.evil.example")
    factories.comment(email="ada@example.com", subject_key="")

    assert set(get_subject_keys(" Ada@Example.COM ")) == {
        first.subject_key,
        second.subject_key,
    }


def test_erasing_leaves_nothing_but_the_proof_and_others():
    comment, other = somebody(), somebody(email="bob@example.com")
    subject = SubjectKey(comment.subject_key)

    erased = erase(subject, method="test", at=timezone.now())

    assert erased == {
        "privacy_comments.Comment": 1,
        "privacy_comments.CheckContext": 1,
        "privacy_comments.SpamCheck": 1,
        "privacy_comments.ModerationEvent": 1,
        "privacy.Transmission": 1,
    }
    assert list(Comment.objects.all()) == [other]
    for model in (CheckContext, SpamCheck, ModerationEvent, Transmission):
        assert model._default_manager.count() == 1
    assert set(export(subject)) == {"privacy.ConsentRecord", "privacy.ConsentEvent"}
    assert not ledger.permits(subject, KEY, at=timezone.now())
    assert ledger.permits(SubjectKey(other.subject_key), KEY, at=timezone.now())
    assert ledger.is_intact(ConsentRecord.objects.get(subject_key=subject))


def test_erasing_keeps_the_place_of_a_comment_with_replies():
    comment = somebody()
    reply = factories.comment(
        parent=comment, root=comment, depth=1, state=State.APPROVED
    )

    erase(SubjectKey(comment.subject_key), method="test", at=timezone.now())

    comment.refresh_from_db()
    assert comment.is_tombstone
    assert Comment.objects.filter(pk=reply.pk).exists()


def test_erasing_twice_finds_nothing_the_second_time():
    subject = SubjectKey(somebody().subject_key)
    erase(subject, method="test", at=timezone.now())

    assert erase(subject, method="test", at=timezone.now()) == {}
    assert ConsentEvent.objects.filter(state="withdrawn").count() == 1


SPAM = "comments.spam_check"
AGAIN = "comments.spam_recheck"


@pytest.fixture
def _checked(settings) -> None:
    settings.PRIVACY_AKISMET_API_KEY = "s3cretkey0f12"


@pytest.mark.usefixtures("_checked")
def test_withdrawing_erases_what_rested_on_consent_alone():
    comment, other = somebody(), somebody(email="bob@example.com")
    subject = SubjectKey(comment.subject_key)
    factories.consent(key=SPAM, subject=subject)
    factories.consent(key=SPAM, subject=SubjectKey(other.subject_key))

    result = withdraw(subject, SPAM, method="button", at=timezone.now())

    assert result.was_in_time
    assert not CheckContext.objects.filter(comment=comment).exists()
    assert CheckContext.objects.filter(comment=other).exists()
    comment.refresh_from_db()
    assert comment.text == "Ada's words"
    assert Transmission.objects.of(subject).exists()
    assert ModerationEvent.objects.filter(comment=comment).exists()


@pytest.mark.usefixtures("_checked")
@pytest.mark.parametrize("order", [(SPAM, AGAIN), (AGAIN, SPAM)])
def test_what_a_second_consent_still_needs_stays_until_that_is_withdrawn(
    order: tuple[str, str],
):
    comment = somebody()
    subject = SubjectKey(comment.subject_key)
    for key in order:
        factories.consent(key=key, subject=subject)

    withdraw(subject, order[0], method="button", at=timezone.now())
    assert CheckContext.objects.filter(comment=comment).exists()

    withdraw(subject, order[1], method="button", at=timezone.now())
    assert not CheckContext.objects.filter(comment=comment).exists()


@pytest.mark.usefixtures("_checked")
def test_what_is_switched_off_needs_nothing(settings):
    comment = somebody()
    subject = SubjectKey(comment.subject_key)
    for key in (SPAM, AGAIN):
        factories.consent(key=key, subject=subject)
    settings.PRIVACY_AKISMET_API_KEY = ""

    withdraw(subject, SPAM, method="button", at=timezone.now())

    assert not CheckContext.objects.filter(comment=comment).exists()
    with pytest.raises(UnknownActivity):
        ledger.permits(subject, SPAM, at=timezone.now())


def test_a_withdrawal_that_came_late_says_what_had_begun():
    subject = SubjectKey(somebody().subject_key)
    Transmission.objects.update(detail=SENDING)

    result = withdraw(subject, KEY, method="button", at=timezone.now())

    assert not result.was_in_time
    assert [one.field_names for one in result.sent] == [["text"]]
    assert result.record.subject_key == subject


def test_a_withdrawal_takes_back_what_was_permitted_and_had_not_begun():
    subject = SubjectKey(somebody().subject_key)

    result = withdraw(subject, KEY, method="button", at=timezone.now())

    assert result.was_in_time
    assert Transmission.objects.withdrawn().count() == 1


def test_a_shared_column_is_not_erased_by_a_withdrawal():
    also_text = factories.sending(
        data=(
            PersonalData(
                Category.FREE_TEXT,
                source=Source.ENTERED,
                sent_as="text",
                stored_as="privacy_comments.Comment.text",
            ),
        ),
        legal_basis=Consent("They may."),
        retention=Keep(PERIOD, after="privacy_comments.Comment.submitted_at"),
    )
    comment = somebody()
    with factories.declared(also_text):
        subject = SubjectKey(comment.subject_key)
        factories.consent(subject=subject)
        withdraw(subject, KEY, method="button", at=timezone.now())

    assert Comment.objects.get(pk=comment.pk).text == "Ada's words"


PERIOD = timedelta(days=1)


def test_rows_that_lead_to_nobody_are_left_alone_by_a_withdrawal():
    column = "wagtailcore.Page.title"
    of_the_site = factories.activity(
        data=(PersonalData(Category.NAME, source=Source.SITE, stored_as=column),),
        retention=Keep(PERIOD, after=column),
    )
    pages = Page.objects.count()

    with factories.declared(of_the_site):
        subject = SubjectKey(factories.consent().subject_key)
        withdraw(subject, KEY, method="button", at=timezone.now())

    assert Page.objects.count() == pages


def test_the_command_exports_by_link_and_by_address():
    comment, second = somebody(), somebody()

    by_link = json.loads(run("export", "--link", link(comment)))
    by_token = json.loads(
        run("export", "--link", sign(SubjectKey(comment.subject_key)))
    )
    copied = link(comment).replace("~", "%7E")
    by_address = json.loads(run("export", "--email", "ada@example.com"))

    assert len(by_link) == 1
    assert by_link == by_token == json.loads(run("export", "--link", copied))
    assert len(by_address) == 2
    assert second.subject_key in json.dumps(by_address)


def test_the_command_erases_by_link_and_by_address():
    comment, other = somebody(), somebody(email="bob@example.com")

    said = run("erase", "--link", link(comment))
    assert "privacy_comments.Comment: 1 erased" in said
    assert run("erase", "--link", link(comment)) == "Nothing was stored.\n"
    assert list(Comment.objects.all()) == [other]

    run("erase", "--email", "BOB@example.com")
    assert not Comment.objects.exists()


@pytest.mark.parametrize("verb", ["export", "erase"])
@pytest.mark.parametrize(
    "who",
    [
        ("--email", ""),
        ("--email", " "),
        ("--email", "nobody@example.com"),
        ("--link", ""),
        ("--link", "forged"),
        ("--link", "https://blog.example/privacy/receipts/a~b~c/"),
        ("--link", "http://[half"),
        ("--link", "\udcff~x~y"),
        (),
        ("--email", "a@b.c", "--link", "x"),
    ],
)
def test_bad_input_touches_nobody(verb: str, who: tuple[str, ...]):
    somebody(email="")
    before = Comment.objects.get()

    with pytest.raises(CommandError):
        run(verb, *who)

    assert Comment.objects.get().text == before.text


def test_a_link_to_nothing_exports_nothing():
    with pytest.raises(CommandError, match="Nothing is stored under this link"):
        run("export", "--link", sign(new_subject_key()))


def test_an_unknown_verb_is_refused():
    with pytest.raises(CommandError):
        run("sell", "--email", "ada@example.com")
