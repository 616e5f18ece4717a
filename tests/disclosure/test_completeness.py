"""Whatever is declared is shown: every fact, in every form, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from babel import Locale
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import Client
from django.utils.translation import gettext, override

from privacy_plugin import KeepWhile, PersonalData, ProcessingActivity
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.document import activities_in_force
from privacy_plugin.disclosure.duration import in_words
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.processing import Keep
from privacy_plugin.processing.vocabulary import (
    DATA_SUBJECT_LABELS,
    ROLE_LABELS,
    SOURCE_LABELS,
)
from tests import make

pytestmark = pytest.mark.usefixtures("all_on", "controller")


def by_tag(client: Client, language: str, key: str) -> str:
    """Return the words of one activity, as a template tag shows them."""
    source = "{% load privacy_tags %}{% disclosure key %}"
    with override(language):
        html = Template(source).render(Context({"key": key}))
    return BeautifulSoup(html, "html.parser").get_text(" ")


def by_page(client: Client, language: str, key: str) -> str:
    """Return the words of one activity on the site's privacy page."""
    prefix = "" if language == "en" else f"/{language}"
    page = BeautifulSoup(client.get(f"{prefix}/privacy/").content, "html.parser")
    section = page.select_one(f'[data-activity="{key}"]')
    assert section is not None
    return section.get_text(" ")


def by_json(client: Client, language: str, key: str) -> str:
    """Return the words of one activity in the page's JSON."""
    prefix = "" if language == "en" else f"/{language}"
    found = client.get(f"{prefix}/privacy/privacy.json").json()
    (entry,) = [one for one in found["activities"] if one["activity"] == key]
    for digest in ("facts", "facts_digest", "digest", "question"):
        entry.pop(digest)
    return " ".join(strings(entry))


def strings(value: Any) -> list[str]:
    """Return each text in plain data."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value
    return [text for one in inner for text in strings(one)]


def expected_of_datum(item: PersonalData) -> list[str]:
    """Return what has to be said about a piece of data."""
    words = [gettext(item.label), gettext(SOURCE_LABELS[item.source]), item.sent_as]
    words += [gettext("optional")] if item.optional else []
    words += [gettext("public")] if item.public else []
    return words


def expected(activity: ProcessingActivity, language: str) -> list[str]:
    """Return each text that has to be there."""
    words = [
        "Ada's Blog", "1 Engine Street London", "ada@blog.example",
        "Grace Hopper, grace@blog.example", "The Commissioner",
        gettext(activity.title), gettext(activity.purpose.text),
        gettext(activity.erasure), activity.legal_basis.article,
        gettext(activity.legal_basis.explanation), *activity.not_personal,
        *[gettext(DATA_SUBJECT_LABELS[who]) for who in activity.data_subjects],
    ]  # fmt: skip
    for item in activity.data:
        words += expected_of_datum(item)
    words += [gettext(activity.necessity)] if activity.necessity else []
    if isinstance(activity.retention, Keep):
        words.append(in_words(activity.retention.period, language))
    if isinstance(activity.retention, KeepWhile):
        words.append(gettext(activity.retention.criterion))
    if recipient := activity.recipient:
        words += [recipient.name, *recipient.hosts, gettext(recipient.kept_for)]
        words.append(gettext(ROLE_LABELS[recipient.role]))
        if transfer := recipient.transfer:
            words.append(gettext(transfer.safeguard))
            words.append(str(Locale(language).territories[transfer.country]))
    return words


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("show", [by_tag, by_page, by_json])
def test_every_declared_fact_is_shown(
    show: Callable[[Client, str, str], str], language: str, client: Client
):
    activities = activities_in_force()
    assert len(activities) >= 9
    for activity in activities:
        shown = " ".join(show(client, language, activity.key).split())
        with override(language):
            wanted = expected(activity, language)

        missing = [text for text in wanted if " ".join(text.split()) not in shown]
        assert missing == [], activity.key


def test_the_overview_leaves_no_trace(client: Client):
    for address in ("/privacy/", "/privacy/privacy.json", "/de/privacy/"):
        response = client.get(address)

        assert response.status_code == 200
        assert not response.cookies
        assert not client.cookies


def test_the_overview_is_only_read(client: Client):
    for address in ("/privacy/", "/privacy/privacy.json"):
        assert client.head(address).status_code == 200
        assert client.post(address).status_code == 405


def test_the_json_is_addressed_by_its_digests(client: Client):
    found = client.get("/privacy/privacy.json").json()

    assert found["controller"] == "Ada's Blog"
    for entry in found["activities"]:
        assert len(entry["digest"]) == len(entry["facts_digest"]) == 64
    json.dumps(found)


def test_switched_off_data_and_activities_are_not_disclosed(client: Client, settings):
    settings.PRIVACY_COMMENTS_ASK_EMAIL = False
    settings.PRIVACY_AKISMET_KEY = ""

    page = client.get("/privacy/").content.decode()

    assert "Akismet" not in page
    assert "E-mail address" not in by_page(client, "en", "comments.publication")


def test_a_switched_off_activity_shows_nothing_and_an_undeclared_one_fails(settings):
    settings.PRIVACY_AKISMET_KEY = ""
    tag = "{% load privacy_tags %}{% disclosure KEYS %}"

    shown = Template(tag.replace("KEYS", '"comments.spam_check"')).render(Context())
    assert shown.strip() == ""
    with pytest.raises(LookupError):
        Template(tag.replace("KEYS", '"comments.spam_chek"')).render(Context())
    keys = '"no.body" "comments.publication" optional=True heading_level="5"'
    shown = Template(tag.replace("KEYS", keys)).render(Context())
    assert shown.count("<section") == 1
    assert "<h5" in shown


def test_a_heading_stays_a_heading():
    tag = "{% load privacy_tags %}{% heading text level %}|{{ level|next_level }}"

    def show(level: str) -> str:
        return Template(tag).render(Context({"text": "<b>", "level": level}))

    assert show("2") == '<h2 class="">&lt;b&gt;</h2>|3'
    assert show("9") == '<h6 class="">&lt;b&gt;</h6>|6'
    assert show("0") == '<h1 class="">&lt;b&gt;</h1>|1'


def test_a_controller_s_fields_are_text(client: Client, controller: Controller):
    hostile = '"><script>alert(1)</script>{{ 7|add:7 }}%(name)s'
    ControllerSettings.objects.update(
        name=hostile,
        address=hostile,
        protection_officer=hostile,
        supervisory_authority=hostile,
    )

    for prefix in ("", "/de"):
        page = client.get(f"{prefix}/privacy/").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}%(name)s" in page


def test_an_activity_in_memory_or_not_kept_says_so(client: Client):
    assert "in memory" in by_page(client, "en", "comments.abuse_protection")
    with make.declared(make.activity()):
        assert "We keep nothing of it." in by_tag(client, "en", "test.local")
