"""Reports tell what was agreed to, sent, refused and kept, and never about whom."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry, Site

from privacy_plugin.admin.reports.consent_detail import CONSENT_VIEWED
from privacy_plugin.admin.reports.retention import get_retention_statuses
from privacy_plugin.comments.models import Discussion, State
from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.egress.models import Outcome, Transmission
from tests.privacy_admin.conftest import GROUPS, Enter, only_for
from tests.support import factories
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose

KEY = "test.sending"
REPORTS = ("consents", "transmissions", "refusals", "retention")

pytestmark = pytest.mark.usefixtures("declared")


def sending(subject: str = "", outcome: str = Outcome.ANSWERED) -> Transmission:
    """Return a row of what was sent."""
    return Transmission.objects.create(
        activity=KEY, recipient="Recipient Ltd", subject_key=subject,
        field_names=["text"], outcome=outcome, begun_at=timezone.now(),
        detail="no_consent" if outcome == Outcome.REFUSED else "",
    )  # fmt: skip


def consent_on(site: Site) -> ConsentRecord:
    shown = disclose(KEY, controller=get_site_controller(site.pk), language="en")
    return ledger.give(
        new_subject_key(), save_version(shown), method="form", at=timezone.now()
    )


def page(client: Client, name: str, **query: str) -> str:
    """Return a report as it is shown."""
    response = client.get(f"/admin/privacy/{name}/", query)
    assert response.status_code == 200, name
    return response.content.decode()


def csv(client: Client, name: str, **query: str) -> str:
    response: Any = client.get(f"/admin/privacy/{name}/", query | {"export": "csv"})
    return b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("who", ["superuser", *GROUPS])
@pytest.mark.parametrize("name", REPORTS)
def test_reports_are_for_officers(enter: Enter, who: str, name: str):
    client = enter(who)

    status = client.get(f"/admin/privacy/{name}/").status_code
    results = client.get(f"/admin/privacy/{name}/results/").status_code

    assert (status == results == 200) == (who in {"superuser", "officer"})


def test_looking_is_less_than_taking_away(enter: Enter):
    client = enter("officer")
    only_look = Permission.objects.filter(codename="report_consentrecord")
    user = User.objects.get(username="officer")
    user.groups.clear()
    user.user_permissions.set(
        [*only_look, Permission.objects.get(codename="access_admin")]
    )

    assert client.get("/admin/privacy/consents/").status_code == 200
    assert client.get("/admin/privacy/consents/?export=csv").status_code == 302


def test_consents_are_listed_and_name_nobody(enter: Enter):
    client = enter("officer")
    given, taken_back = factories.consent(), factories.consent()
    ledger.withdraw(
        SubjectKey(taken_back.subject_key), KEY, method="form", at=timezone.now()
    )

    shown = page(client, "consents")
    exported = csv(client, "consents")

    for text in (shown, exported):
        assert given.version.digest[:12] in text
        assert given.subject_key not in text
        assert "withdrawn" in text
    assert exported.count("\n") == 3
    assert "withdrawn" not in csv(client, "consents", status="active")
    assert csv(client, "consents", version="0" * 64).count("\n") == 1
    assert csv(client, "consents", activity="comments.spam_check").count("\n") == 1


def test_a_report_is_a_spreadsheet_as_well(enter: Enter):
    factories.consent()
    response: Any = enter("officer").get("/admin/privacy/consents/?export=xlsx")

    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None
    assert [row[1].value for row in sheet.iter_rows()] == ["State", "active"]
    assert timezone.localdate().isoformat() in response["Content-Disposition"]


def test_one_consent_is_shown_with_its_exact_text_and_the_look_is_logged(enter: Enter):
    text = texts.published(title="The words of then", notes="Ask Ada.")
    given = factories.consent()
    texts.republish(text, title="The words of now")
    client = enter("officer")

    shown = page(client, f"consents/{given.pk}")

    assert "The words of then" in shown
    assert "Ask Ada." in shown
    assert "The words of now" not in shown
    assert given.subject_key not in shown
    entry = ModelLogEntry.objects.get(action=CONSENT_VIEWED)
    assert entry.user.username == "officer"
    assert entry.object_id == str(given.pk)
    assert given.subject_key not in f"{entry.label}{entry.data}"


@pytest.mark.parametrize("who", ["editor", "publisher", "moderator"])
def test_one_consent_is_for_officers_only(enter: Enter, who: str):
    given = factories.consent()

    assert enter(who).get(f"/admin/privacy/consents/{given.pk}/").status_code == 302
    assert not ModelLogEntry.objects.filter(action=CONSENT_VIEWED).exists()


def test_what_is_not_there_is_not_found(enter: Enter):
    client = enter("officer")

    assert client.get(f"/admin/privacy/consents/{uuid4()}/").status_code == 404
    assert client.get("/admin/privacy/consents/1/").status_code == 404


def test_transmissions_lead_to_the_consent_they_rested_on(enter: Enter):
    given = factories.consent()
    sending(given.subject_key)
    sending(outcome=Outcome.REFUSED)
    client = enter("officer")

    shown = page(client, "transmissions")

    assert f"/consents/{given.pk}/" in shown
    assert "Recipient Ltd" in shown
    assert given.subject_key not in shown + csv(client, "transmissions")
    assert csv(client, "transmissions").count("\n") == 2
    assert csv(client, "transmissions", outcome="failed").count("\n") == 1


def test_refusals_have_a_report_of_their_own(enter: Enter):
    sending()
    sending(outcome=Outcome.REFUSED)
    client = enter("officer")

    shown = page(client, "refusals")

    assert "no valid consent" in shown
    assert csv(client, "refusals").count("\n") == 2


def test_retention_counts_what_goes_and_when(enter: Enter):
    at = timezone.now()
    old = sending()
    Transmission.objects.filter(pk=old.pk).update(begun_at=at - timedelta(days=765))
    sending()

    found = {one.activity: one for one in get_retention_statuses(at=at)}

    own = found["privacy.transmission_list"]
    assert (own.kept, own.due) == (2, 1)
    assert own.next_at == at - timedelta(days=35)
    assert found["comments.quarantine"].next_at is None
    assert "2 years" in page(enter("officer"), "retention")
    assert Transmission.objects.count() == 2


def test_retention_is_told_site_by_site_and_can_be_narrowed(
    enter: Enter, site: Site, other_site: Site
):
    setting = ControllerSettings.for_site(other_site)
    setting.retention_days = {"comments.quarantine": 3}
    setting.save()
    for where, ago in ((site, 1), (other_site, 1), (None, 2)):
        discussion = Discussion.objects.create(
            target_type="test.thing", target_id=str(where), site=where
        )
        rejected_at = timezone.now() - timedelta(days=ago)
        factories.comment(
            discussion=discussion, state=State.SPAM, rejected_at=rejected_at
        )
    client = enter("officer")
    soon = (timezone.localdate() + timedelta(days=3)).isoformat()

    one = {"activity": "comments.quarantine"}
    lines = [line.split(",") for line in csv(client, "retention", **one).splitlines()]
    assert lines[0][:3] == ["\ufeffKey", "Activity", "Site"]
    assert [(line[2], line[4], line[5], line[6]) for line in lines[1:]] == [
        ("localhost [default]", "15 days", "1", "0"),
        ("Nebenan", "15 days", "0", "0"),
        ("Other", "3 days", "1", "0"),
        ("of no site", "15 days", "1", "0"),
    ]
    assert csv(client, "retention", **one, site=str(other_site.pk)).count("\n") == 2
    assert "Other" in csv(client, "retention", next_at_to=soon)
    assert csv(client, "retention", **one, next_at_to=soon).count("\n") == 2
    assert csv(client, "retention", **one, next_at_from=soon).count("\n") == 3
    assert "all sites" in page(client, "retention")
    assert page(client, "retention", site="x", activity="y", next_at_to="z")


def test_an_officer_of_one_site_sees_its_retention_alone(
    enter: Enter, site: Site, other_site: Site
):
    client = enter("officer")
    only_for(User.objects.get(username="officer"), other_site)

    told = csv(client, "retention")

    assert ",Other," in told
    for hidden in (str(site), "all sites", "of no site"):
        assert hidden not in told
        assert hidden not in page(client, "retention")


def test_an_officer_of_one_site_sees_that_site_alone(
    enter: Enter, site: Site, other_site: Site
):
    here, there = consent_on(site), consent_on(other_site)
    sending(here.subject_key)
    sending(there.subject_key)
    client = enter("officer")
    only_for(User.objects.get(username="officer"), other_site)

    listed = page(client, "consents")
    assert f"/{there.pk}/" in listed
    assert f"/{here.pk}/" not in listed
    assert csv(client, "transmissions").count("\n") == 2
    assert client.get(f"/admin/privacy/consents/{there.pk}/").status_code == 200
    assert client.get(f"/admin/privacy/consents/{here.pk}/").status_code == 302


def test_consents_of_a_deleted_site_are_still_proved(enter: Enter, other_site: Site):
    given = consent_on(other_site)
    other_site.delete()

    assert f"/{given.pk}/" in page(enter("officer"), "consents")


def test_an_activity_that_no_longer_exists_is_called_by_its_key(enter: Enter):
    with factories.declared(factories.sending(key="test.passing")):
        given = factories.consent(key="test.passing")

    client = enter("officer")

    assert "test.passing" in page(client, "consents")
    assert "test.passing" in page(client, f"consents/{given.pk}")


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_costs_the_same_however_long(
    enter: Enter, name: str, django_assert_max_num_queries
):
    client = enter("officer")
    for _ in range(30):
        sending(factories.consent().subject_key)
        sending(outcome=Outcome.REFUSED)
    page(client, name)

    with django_assert_max_num_queries(80):
        page(client, name)


def test_the_site_s_own_look_ups_claim_no_consent(enter: Enter):
    consent = factories.consent()
    sending(consent.subject_key)
    sending("")
    client = enter("superuser")

    shown = page(client, "transmissions")
    exported = csv(client, "transmissions").splitlines()

    assert shown.count("look-up, about nobody") == 1
    assert "about nobody" in exported[0]
    assert sum("True" in row for row in exported[1:]) == 1
