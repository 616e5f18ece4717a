"""Whatever is declared is shown: every fact, in every form, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils.translation import override

from privacy_plugin import ProcessingActivity
from privacy_plugin.disclosure.activities import get_activities
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.models import ControllerSettings
from tests.support import factories
from tests.support.disclosure_facts import missing, told, words_in

pytestmark = pytest.mark.usefixtures("all_on", "controller", "german_front_page")


def by_tag(client: Client, language: str, key: str) -> str:
    """Return the words of one activity, as a template tag shows them."""
    source = "{% load privacy_tags %}{% disclosure key %}"
    with override(language):
        html = Template(source).render(
            Context({"key": key, "request": RequestFactory().get("/")})
        )
    return words_in(BeautifulSoup(html, "html.parser"))


def by_page(client: Client, language: str, key: str) -> str:
    """Return the words of one activity on the site's privacy page."""
    prefix = "" if language == "en" else f"/{language}"
    page = BeautifulSoup(client.get(f"{prefix}/privacy/").content, "html.parser")
    section = page.select_one(f'[data-activity="{key}"]')
    assert section is not None
    once = " ".join(words_in(one) for one in page.select(".privacy-section"))
    return f"{once} {words_in(section)}"


def by_json(client: Client, language: str, key: str) -> str:
    """Return the words of one activity in the page's JSON."""
    prefix = "" if language == "en" else f"/{language}"
    found = client.get(f"{prefix}/privacy/privacy.json").json()
    (entry,) = [one for one in found["activities"] if one["activity"] == key]
    words = [entry["title"], *entry["words"].values()]
    for row in (*entry["first_layer"], *entry["second_layer"]):
        words += [row["heading"], row["text"], row["url"]]
        for item in row["items"]:
            detail = f" ({item['detail']})" if item["detail"] else ""
            words += [item["source"], f"{item['name']} {item['label']}{detail}"]
    return " ".join(words)


CONTROLLER = (
    "Ada's Blog", "1 Engine Street London", "ada@blog.example",
    "Grace Hopper, grace@blog.example", "The Commissioner",
)  # fmt: skip


def expected(activity: ProcessingActivity) -> list[str]:
    """Return each text that has to be there, in the active language."""
    return [*CONTROLLER, *told(activity)]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("show", [by_tag, by_page, by_json])
def test_every_declared_fact_is_shown(
    show: Callable[[Client, str, str], str], language: str, client: Client
):
    activities = get_activities()
    assert len(activities) >= 9
    for activity in activities:
        shown = show(client, language, activity.key)
        with override(language):
            wanted = expected(activity)

        assert missing(wanted, shown) == [], activity.key


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

    assert found["controller"]["name"] == "Ada's Blog"
    for entry in found["activities"]:
        assert len(entry["digest"]) == len(entry["facts_digest"]) == 64
    json.dumps(found)


def test_switched_off_data_and_activities_are_not_disclosed(client: Client, settings):
    settings.PRIVACY_COMMENTS_ASK_EMAIL = False
    settings.PRIVACY_AKISMET_API_KEY = ""

    page = client.get("/privacy/").content.decode()

    assert "Akismet" not in page
    assert "E-mail address" not in by_page(client, "en", "comments.publication")


def test_a_switched_off_activity_shows_nothing_and_an_undeclared_one_fails(settings):
    settings.PRIVACY_AKISMET_API_KEY = ""
    tag = "{% load privacy_tags %}{% disclosure KEYS %}"

    shown = Template(tag.replace("KEYS", '"comments.spam_check"')).render(
        Context({"request": RequestFactory().get("/")})
    )
    assert shown.strip() == ""
    with pytest.raises(LookupError):
        Template(tag.replace("KEYS", '"comments.spam_chek"')).render(
            Context({"request": RequestFactory().get("/")})
        )
    keys = '"no.body" "comments.publication" optional=True heading_level="5"'
    shown = Template(tag.replace("KEYS", keys)).render(
        Context({"request": RequestFactory().get("/")})
    )
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
    with factories.declared(factories.activity()):
        assert "We keep nothing of it." in by_tag(client, "en", "test.local")
