"""The start page says how consents stand and what needs care, to whom it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.admin.consents.counts import get_counts
from privacy_plugin.admin.dashboard import get_consent_totals
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.egress.models import Outcome, Transmission
from tests.privacy_admin.conftest import Enter, only_for
from tests.support import factories
from tests.support.factories import site_facts, texts

KEY = "test.sending"

pytestmark = pytest.mark.usefixtures("declared")


def panel(client: Client) -> str:
    """Return the words of the panel, empty where there is none."""
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    found = page.select_one(".privacy-admin")
    return " ".join(found.get_text(" ").split()) if found else ""


def test_where_all_is_well_there_is_no_panel(enter: Enter):
    for site in Site.objects.all():
        site_facts.full_facts(site)
    for who in ("officer", "editor", "moderator"):
        assert panel(enter(who)) == ""


def test_officers_see_how_many_consents_stand(enter: Enter):
    factories.consent()
    gone = factories.consent()
    ledger.withdraw(SubjectKey(gone.subject_key), KEY, method="x", at=timezone.now())

    assert "Counting readers 1 1 of 2" in panel(enter("officer"))
    for who in ("editor", "publisher", "moderator"):
        assert panel(enter(who)) == ""


def test_a_consent_whose_time_is_over_does_not_stand(db):
    factories.consent()

    (rate,) = get_consent_totals(
        get_counts(None, at=timezone.now() + timedelta(days=365))
    )

    assert (rate.given, rate.active) == (1, 0)


@pytest.mark.parametrize("who", ["editor", "publisher", "officer"])
def test_texts_that_need_care_are_counted(enter: Enter, who: str):
    texts.published(title="Only in English")
    texts.draft("comments.publication")

    client = enter(who)
    words = panel(client)
    assert "1 text of localhost [default] waits to be published." in words
    assert "1 text of localhost [default] is missing in a language." in words

    with factories.declared(factories.sending(not_personal=("site", "version"))):
        assert "was written before its facts changed" in panel(client)


def test_what_the_controller_lacks_is_named_with_the_way_to_it(
    enter: Enter, site: Site
):
    ControllerSettings.objects.update(email="", address="")
    client = enter("officer")

    page = client.get("/admin/").content.decode()

    assert "postal address, e-mail address" in panel(client)
    address = f"/admin/settings/privacy/controllersettings/{site.pk}/"
    assert address in page
    assert client.get(address).status_code == 200


def test_officers_are_told_that_the_spam_check_is_stopped(enter: Enter, settings):
    settings.PRIVACY_AKISMET_API_KEY = "s3cretkey0f12"
    Transmission.objects.create(
        activity="comments.spam_check", recipient="Automattic Inc. (Akismet)",
        outcome=Outcome.REJECTED, detail="invalid_key", begun_at=timezone.now(),
        ended_at=timezone.now(),
    )  # fmt: skip

    assert "Akismet" in panel(enter("officer"))


def test_one_sees_the_sites_one_looks_after(enter: Enter, site: Site, other_site: Site):
    texts.draft()
    factories.consent()
    client = enter("officer")
    only_for(User.objects.get(username="officer"), other_site)

    words = panel(client)

    assert "localhost" not in words
    assert "of 1" not in words
    assert "Other shows no form" in words
