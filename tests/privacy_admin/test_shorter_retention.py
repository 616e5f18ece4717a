"""Admins shorten what is declared, and see before what that would mean."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.admin.retention_form import PREFIX
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import new_subject_key
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.errors import StaleNotice
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.notice import save_version
from tests.privacy_admin.conftest import Enter
from tests.support.factories.disclosures import disclose, get_shown_version

CHECK = "comments.spam_check"
QUARANTINE = f"{PREFIX}comments-quarantine"


@pytest.fixture
def root(enter: Enter, settings: Any) -> Client:
    """Return the browser of somebody who may do everything; Akismet is set up."""
    settings.PRIVACY_AKISMET_API_KEY = "set"
    return enter("superuser")


def address(site: Site) -> str:
    """Return where the settings of a site are edited."""
    return f"/admin/settings/privacy/controllersettings/{site.pk}/"


def editor(client: Client, site: Site) -> BeautifulSoup:
    return BeautifulSoup(client.get(address(site)).content, "html.parser")


def send(client: Client, site: Site, **days: str) -> Any:
    """Fill in periods and save."""
    named = {"name": "We", "address": "Here", "email": "we@example.com"}
    for field in editor(client, site).select("[name=shown_state]"):
        named["shown_state"] = str(field["value"])
    return client.post(address(site), named | days)


def chosen(site: Site) -> Any:
    return ControllerSettings.objects.get(site=site).retention_days


def test_a_period_is_chosen_and_taken_back(root: Client, site: Site):
    assert send(root, site, **{QUARANTINE: "3"}).status_code == 302
    assert chosen(site) == {"comments.quarantine": 3}
    field = editor(root, site).select_one(f"[name={QUARANTINE}]")
    assert field is not None
    assert (field["value"], field["max"]) == ("3", "14")

    send(root, site, **{QUARANTINE: ""})

    assert chosen(site) == {}


def test_each_period_is_asked_for_once(root: Client, site: Site):
    fields = editor(root, site).select(f"[name^={PREFIX}]")

    names = [str(field["name"]) for field in fields]
    assert QUARANTINE in names
    assert len(set(names)) == len(names)


def test_what_is_wrong_elsewhere_loses_no_period(root: Client, site: Site):
    answer = send(root, site, email="no address", **{QUARANTINE: "3"})

    page = BeautifulSoup(answer.content, "html.parser")
    field = page.select_one(f"[name={QUARANTINE}]")
    assert field is not None
    assert field["value"] == "3"
    assert chosen(site) == {}


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ("15", "At most 14 days: readers are told that it goes after 15 days."),
        ("99999999999999999999", "At most 14 days"),
        ("0", "At least one day."),
        ("-3", "At least one day."),
        ("soon", "Enter a whole number of days, or leave it empty."),
        ("1.5", "Enter a whole number of days, or leave it empty."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    root: Client, site: Site, days: str, sentence: str
):
    send(root, site, **{QUARANTINE: "3"})

    answer = send(root, site, name="Changed", **{QUARANTINE: days})
    page = BeautifulSoup(answer.content, "html.parser")

    assert sentence in page.get_text()
    field = page.select_one(f"[name={QUARANTINE}]")
    assert field is not None
    assert field["value"] == days
    about = page.find(id=str(field["aria-describedby"]))
    assert about is not None
    assert sentence in about.get_text()
    assert chosen(site) == {"comments.quarantine": 3}


def test_what_will_be_asked_again_is_said_beforehand(root: Client, site: Site):
    shown = disclose(CHECK, controller=get_site_controller(site.pk))
    ledger.give(
        new_subject_key(), save_version(shown), method="form", at=timezone.now()
    )

    page = editor(root, site)

    field = page.select_one(f"[name={PREFIX}comments-spam-check]")
    assert field is not None
    about = page.find(id=str(field["aria-describedby"]))
    assert about is not None
    words = " ".join(about.get_text().split())
    assert "Declared: 7 days." in words
    assert "1 consent stands for this on this site." in words
    assert "each person is asked again" in words
    assert "nobody is asked again" in str(page)


def test_what_cannot_be_shortened_is_named(root: Client, site: Site):
    panel = editor(root, site).select_one(".privacy-admin__periods")

    assert panel is not None
    assert "List of what was sent: 2 years" in panel.get_text()
    assert "Proof of your consent" in panel.get_text()
    assert "Asking whether the address is yours: 7 days" in panel.get_text()


def test_a_period_for_what_is_gone_is_kept_and_named(root: Client, site: Site):
    ControllerSettings.objects.update_or_create(
        site=site, defaults={"retention_days": {"gone.activity": 5}}
    )

    assert "gone.activity, number of days: 5" in str(editor(root, site))
    send(root, site, **{QUARANTINE: "3"})

    assert chosen(site) == {"gone.activity": 5, "comments.quarantine": 3}


def test_a_page_from_before_is_recognised_and_asks_again(root: Client, site: Site):
    seen = disclose(CHECK, controller=get_site_controller(site.pk), language="de")

    send(root, site, **{f"{PREFIX}comments-spam-check": "2"})

    controller = get_site_controller(site.pk)
    with pytest.raises(StaleNotice):
        get_shown_version(CHECK, seen.digest, controller=controller)


def test_who_may_not_change_the_controller_cannot_shorten(enter: Enter, site: Site):
    client = enter("editor")

    assert send(client, site, **{QUARANTINE: "3"}).status_code == 302
    assert not ControllerSettings.objects.filter(
        site=site, retention_days__has_key="comments.quarantine"
    ).exists()
    assert User.objects.filter(username="editor").exists()
