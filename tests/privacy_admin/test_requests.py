"""The desk of requests: who may, what is a POST, what is logged and what never."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.comments.models import Comment, State
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.egress.models import Transmission
from privacy_plugin.rights.people.proof import Proof
from privacy_plugin.rights.requests.confirmation_email import mailer
from privacy_plugin.rights.requests.models import (
    EventType,
    RequestEvent,
    RequestState,
    SubjectRequest,
)
from tests.privacy_admin.conftest import Enter, only_for, person
from tests.support import factories
from tests.support.servers.mailbox import Mailbox

ADA = "ada@example.com"
NAME = "Ada Lovelace"
ACTIONS = ("identity", "confirmation", "findings", "export", "erasure", "erase")
STEPS = ("extend", "answer", "refuse", "close", "reopen")


@pytest.fixture
def officer(enter: Enter) -> Client:
    return enter("officer")


@pytest.fixture
def comment(db: None) -> Comment:
    return factories.comment(
        email=ADA, name=NAME, text="What Ada wrote", state=State.APPROVED
    )


def actions(found: SubjectRequest) -> list[str]:
    return [
        *(
            reverse(f"privacy_admin:request_{name}", args=[found.pk])
            for name in ACTIONS
        ),
        *(reverse("privacy_admin:request_step", args=[found.pk, one]) for one in STEPS),
        reverse("privacy_admin:request_name"),
    ]


def write_down(client: Client, identity: str = "", site: str = "all") -> SubjectRequest:
    """Enter a request at the desk."""
    response = client.post(
        reverse("privacy_admin:request_new"),
        {
            "kind": "access",
            "received_on": str(timezone.localdate()),
            "site": site,
            "language": "de",
            "identity": identity,
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    return SubjectRequest.objects.latest("pk")


def do(client: Client, name: str, found: SubjectRequest, **data: str) -> Any:
    address = reverse(f"privacy_admin:request_{name}", args=[found.pk])
    return client.post(address, data)


def step(client: Client, name: str, found: SubjectRequest, **data: str) -> Any:
    address = reverse("privacy_admin:request_step", args=[found.pk, name])
    return client.post(address, data)


def confirm(client: Client, found: SubjectRequest, box: Mailbox) -> None:
    """Let the mail be sent, and press the button behind its link."""
    do(client, "confirmation", found)
    mailer.send_due(at=timezone.now())
    (message,) = box.mails
    (path,) = re.findall(r"https?://[^/\s]+(/\S+)", message.get_content())
    reader = Client()
    assert SubjectRequest.objects.get(pk=found.pk).proof == Proof.NONE
    assert reader.get(path).status_code == 200
    assert SubjectRequest.objects.get(pk=found.pk).proof == Proof.NONE  # a scanner's
    assert reader.post(path).status_code == 200
    assert reader.post(path).status_code == 410


def officer_of(site: Site) -> User:
    """Return a privacy officer of one site only."""
    user = User.objects.create_user("officer-of-one", "", "x")
    user.groups.set(Group.objects.filter(name="Privacy officers"))
    only_for(user, site)
    return User.objects.get(pk=user.pk)


def words_of(rows: Iterable[models.Model]) -> str:
    """Return every column of some rows as text."""
    return " ".join(
        str(getattr(row, field.attname))
        for row in rows
        for field in row._meta.concrete_fields
    )


@pytest.mark.django_db(transaction=True)
def test_a_confirmed_address_leads_to_both_files_and_erasure(
    officer: Client, comment: Comment, box: Mailbox
):
    found = write_down(officer, " ADA@Example.com ")
    assert found.state == RequestState.WAITING
    confirm(officer, found, box)
    (sent,) = Transmission.objects.all()
    assert sent.activity == "privacy.subject_requests"
    assert sent.field_names == ["content", "links", "to"]

    page = do(officer, "findings", found).content.decode()
    html = do(officer, "export", found, format="html")
    data = do(officer, "export", found, format="json")
    preview = do(officer, "erasure", found).content.decode()
    done = do(officer, "erase", found)

    assert "What Ada wrote" in page
    assert "What Ada wrote" in html.content.decode()
    assert (
        html["Content-Disposition"] == f'attachment; filename="request-{found.pk}.html"'
    )
    assert json.loads(data.content)["records"]["privacy_comments.Comment"]
    assert "Erase it now" in preview
    assert done.status_code == 200
    assert not Comment.objects.exists()
    assert "no-store" in html["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_the_log_never_holds_a_value(officer: Client, comment: Comment, box: Mailbox):
    token = sign(SubjectKey(comment.subject_key))
    by_mail, by_link = write_down(officer, ADA), write_down(officer, token)
    confirm(officer, by_mail, box)
    for found in (by_mail, by_link):
        for act in ("findings", "erasure"):
            do(officer, act, found)
        do(officer, "export", found, format="html")
    do(officer, "erase", by_link)
    officer.post(reverse("privacy_admin:request_name"), {"name": NAME})
    step(officer, "answer", by_mail)
    step(officer, "refuse", by_link, reason="others")

    logged = words_of([*RequestEvent.objects.all(), *SubjectRequest.objects.all()])
    logged += words_of(Transmission.objects.all())
    for model in apps.get_models():
        if "log" in model._meta.label_lower or model._meta.app_label == "admin":
            logged += words_of(model._default_manager.all())
    for value in (ADA, NAME, token, comment.subject_key, "What Ada wrote", "ada@"):
        assert value.lower() not in logged.lower()
    types = set(RequestEvent.objects.values_list("type", flat=True))
    assert {
        EventType.RECEIVED, EventType.CONFIRMED, EventType.VIEWED, EventType.EXPORTED,
        EventType.PREVIEWED, EventType.ERASED, EventType.ANSWERED, EventType.REFUSED,
    } <= types  # fmt: skip
    proofs = RequestEvent.objects.filter(type=EventType.ERASED)
    assert list(proofs.values_list("detail", flat=True)) == [Proof.LINK]


def test_a_name_or_an_unconfirmed_address_hands_nothing_out(
    officer: Client, comment: Comment
):
    hidden = factories.comment(name=NAME, text="Waiting words", email=ADA)

    named = officer.post(reverse("privacy_admin:request_name"), {"name": NAME})
    nameless, unconfirmed = write_down(officer), write_down(officer, ADA)

    page = named.content.decode()
    assert "What Ada wrote" in page
    assert hidden.text not in page
    assert ADA not in page
    assert "request_export" not in page
    for found in (nameless, unconfirmed):
        for act in ("findings", "export", "erasure", "erase"):
            response = do(officer, act, found, format="json")
            assert response.status_code == 302
            assert "What Ada wrote" not in response.content.decode()
    assert Comment.objects.count() == 2
    assert (
        "What Ada wrote"
        not in officer.get(
            reverse("privacy_admin:request", args=[unconfirmed.pk])
        ).content.decode()
    )


def test_only_a_post_acts(officer: Client):
    found = write_down(officer)

    for address in actions(found):
        assert officer.get(address).status_code == 405
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(person("publisher"))
    for address in actions(found):
        assert checked.post(address).status_code == 403


@pytest.mark.parametrize("who", ["editor", "publisher", "moderator"])
def test_others_are_denied(enter: Enter, officer: Client, who: str):
    found = write_down(officer)
    client = enter(who)

    for address in actions(found):
        assert client.post(address).status_code in {302, 403}
        assert "requests" not in client.post(address).headers.get("Location", "")
    for name in ("requests", "request_new"):
        assert client.get(reverse(f"privacy_admin:{name}")).status_code in {302, 403}


def test_an_officer_of_one_site_sees_only_its_people(
    officer: Client, site: Site, other_site: Site
):
    factories.subscriber(ADA, site=site)
    here, everywhere = write_down(officer, ADA, str(site.pk)), write_down(officer)
    client = Client()
    client.force_login(officer_of(other_site))

    listed = client.get(reverse("privacy_admin:requests")).content.decode()
    assert f"#{here.pk} " not in listed
    for found in (here, everywhere):
        for address in actions(found)[:-1]:
            assert client.post(address).status_code in {302, 403}
            assert client.post(address).headers.get("Location", "/admin/") == "/admin/"
    form = client.get(reverse("privacy_admin:request_new")).context["form"]
    assert [value for value, _label in form.fields["site"].choices] == [
        str(other_site.pk)
    ]
    refused = client.post(
        reverse("privacy_admin:request_new"),
        {
            "kind": "access", "received_on": str(timezone.localdate()),
            "site": str(site.pk), "language": "en",
        },
    )  # fmt: skip
    assert refused.status_code == 422


@pytest.mark.parametrize(
    "identity",
    [
        "forged~x~y",
        "https://elsewhere.example/privacy/receipts/a~b~c/",
        "http://[half",
        "ada@",
        "no address",
        "x" * 3000,
    ],
)
def test_bad_proofs_are_told_at_the_field(officer: Client, identity: str):
    response = officer.post(
        reverse("privacy_admin:request_new"),
        {
            "kind": "access", "received_on": str(timezone.localdate()), "site": "all",
            "language": "en", "identity": identity,
        },
    )  # fmt: skip

    assert response.status_code == 422
    assert "identity" in response.context["form"].errors
    assert not SubjectRequest.objects.exists()


def test_an_expired_link_shows_nothing(officer: Client, comment: Comment, settings):
    token = sign(SubjectKey(comment.subject_key))
    settings.PRIVACY_LINK_LIFETIME = timedelta(microseconds=1)

    found = write_down(officer)
    response = do(officer, "identity", found, identity=token)

    assert response.status_code == 422
    assert "expired" in response.content.decode()


def test_a_second_officer_learns_that_a_request_has_ended(
    officer: Client, comment: Comment
):
    found = write_down(officer, sign(SubjectKey(comment.subject_key)))
    step(officer, "answer", found)

    for act in ("export", "erase", "erasure"):
        assert do(officer, act, found, format="json").status_code == 302
    for name in ("answer", "refuse", "close"):
        step(officer, name, found, reason="others")

    assert Comment.objects.exists()
    found.refresh_from_db()
    assert found.state == RequestState.ANSWERED
    assert found.events.filter(type=EventType.ANSWERED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_is_asked_again(officer: Client, box: Mailbox):
    found = write_down(officer, ADA)
    box.stop()

    response = do(officer, "confirmation", found)
    mailer.send_due(at=timezone.now())

    assert response.status_code == 302
    found.refresh_from_db()
    assert found.due_at is not None
    assert found.mailed_at is None
    box.start()
    assert mailer.send_due(at=timezone.now() + timedelta(hours=1)) == 1
    assert box.recipients == [ADA]


def test_what_is_overdue_is_marked_and_counted(officer: Client):
    found = write_down(officer)
    late = timezone.localdate() - timedelta(days=1)
    SubjectRequest.objects.filter(pk=found.pk).update(answer_by=late)

    listed = officer.get(reverse("privacy_admin:requests") + "?state=overdue")
    home = officer.get(reverse("wagtailadmin_home"))

    assert f"#{found.pk}" in listed.content.decode()
    assert "overdue" in listed.content.decode()
    assert "1 request about personal data waits" in home.content.decode()
    step(officer, "extend", found, reason="many")
    found.refresh_from_db()
    assert not found.is_overdue
    assert found.extension == "many"
