"""Jobs, exports and purges get along without an activity, and send nothing of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from blog.demo.servers.embeds import EmbedServer
from privacy_plugin.background.jobs import jobs
from privacy_plugin.comments.processing.editors import REMINDER
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.record.build import build_record
from privacy_plugin.egress.models import Transmission
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.processing import registry
from privacy_plugin.processing.subject_requests import REQUESTS
from privacy_plugin.rights.people.findings import Findings
from privacy_plugin.rights.people.report import as_html, as_json
from privacy_plugin.rights.retention import purge
from privacy_plugin.subscriptions.models import PendingSubscription
from privacy_plugin.subscriptions.processing import ENROLMENT, TEST_MAIL
from tests.promises.every_page import SPAM_CHECKS, WAYS, build_site
from tests.support.factories.disclosures import default_controller
from tests.support.samples.embeds import PROVIDERS

SENT = (*SPAM_CHECKS[:1], ENROLMENT, REQUESTS, REMINDER)
WAITING = (ENROLMENT, REQUESTS)

ways = pytest.mark.parametrize("missing", WAYS.values(), ids=WAYS)


@pytest.fixture
def site(post, reader, server, settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = PROVIDERS
    build_site(reader, post)
    reader.write(post.url, "Words that wait for a person")
    PendingSubscription.objects.update(due_at=timezone.now(), mailed_at=None)
    with EmbedServer() as embeds:
        settings.PRIVACY_EMBEDS_TEST_SERVER_URL = embeds.url
        yield


def run_jobs(clock) -> None:
    """Do what the worker does for a day; an error of a job is one of the test."""
    for hours in (0, 1, 24):
        clock.tick(hours=hours, minutes=5)
        for job in jobs.values():
            job(at=clock.now)


def sent() -> set[str]:
    return set(Transmission.objects.values_list("activity", flat=True))


def test_each_of_these_is_sent_where_all_is_in_force(site, clock, box):
    run_jobs(clock)

    assert set(SENT) <= sent()


@ways
@pytest.mark.parametrize("key", SENT)
def test_jobs_send_everything_else(site, clock, box, key: str, missing):
    before = Transmission.objects.filter(activity=key).count()

    with missing(key):
        run_jobs(clock)

    assert Transmission.objects.filter(activity=key).count() == before
    assert set(SENT) - {key} <= sent()
    if key in WAITING:
        run_jobs(clock)
        assert key in sent(), "it waited"


@ways
def test_export_record_and_purge_get_along(site, clock, missing):
    controller, at = default_controller(), timezone.now()
    keys = [SubjectKey(Submission.objects.get().subject_key)]

    for key in [str(one.key) for one in registry]:
        with missing(key):
            found = Findings(keys)
            json.loads(as_json(found, at=at, language="de"))
            assert as_html(found, controller, at=at, language="de")
            assert build_record(controller, language="de", at=at).rows
            purge(at=at - timedelta(days=1))


@ways
def test_a_test_mail_is_not_sent(post, admin_client, box, missing):
    with missing(TEST_MAIL):
        answer = admin_client.post(
            reverse("subscriptions_admin:try", args=[post.pk]), follow=True
        )

    assert answer.status_code == 200
    assert "sends no test mails" in answer.content.decode()
    assert not box.raw
