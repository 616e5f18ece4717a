"""The page ``/privacy/`` and its JSON: one document, in groups by what one does."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from django.test import Client

from privacy_plugin import (
    N_,
    ActivityGroup,
    Consent,
    DataSubject,
    DeviceStorage,
    HeldInMemory,
    LegalObligation,
    StandardGroup,
    StorageKind,
)
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.render import document
from privacy_plugin.processing import registry
from tests.support import factories
from tests.support.disclosure_facts import words_in

pytestmark = pytest.mark.usefixtures("all_on", "controller", "german_front_page")

UI = {  # words of the page itself, which are no part of the document
    "en": {"All details", "Their own privacy notice"},
    "de": {"Alle Einzelheiten", "Deren eigene Datenschutzhinweise"},
}


class RaceGroup(ActivityGroup):
    ENTER = "race:Enter", N_("When you comment")


def path_to(language: str, name: str = "") -> str:
    return f"{'' if language == 'en' else f'/{language}'}/privacy/{name}"


def read(client: Client, language: str = "en") -> Tag:
    """Return the document of the page, without the list of its contents."""
    html = client.get(path_to(language)).content
    (article,) = BeautifulSoup(html, "html.parser").select("article.privacy-page")
    for part in article.select("nav, header, footer, script, .privacy-visually-hidden"):
        part.decompose()
    return article


def read_json(client: Client, language: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = client.get(path_to(language, "privacy.json")).json()
    return found


def plain(text: str) -> str:
    return " ".join(text.split())


def leaves(value: Any) -> Iterator[str]:
    """Yield each text in a piece of JSON."""
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, str) and value.strip():
        yield plain(value)


def told(data: dict[str, Any]) -> list[str]:
    """Return each text of the JSON that is for people."""
    parts: list[Any] = []
    for section in data["sections"]:
        rows = [
            [row["heading"], row["text"]]
            + [[item["label"], item["detail"]] for item in row["items"]]
            for row in section["rows"]
        ]
        parts += [section["heading"], section["text"], rows]
    parts += [group["heading"] for group in data["groups"]]
    for one in data["activities"]:
        parts += [
            one["title"],
            one["summary"],
            one["marks"],
            list(one["words"].values()),
        ]
        for row in (*one["first_layer"], *one["second_layer"]):
            if row["term"] == "controller":  # on top, one by one
                continue
            items = [
                [item["label"], item["detail"], item["name"], item["source"]]
                for item in row["items"]
            ]
            parts += [row["heading"], row["text"], items]
    return list(leaves(parts))


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_says_everything_the_json_says(client: Client, language: str):
    shown = plain(words_in(read(client, language)))

    texts = told(read_json(client, language))
    assert [text for text in texts if text not in shown] == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_json_says_everything_the_page_says(client: Client, language: str):
    data = read_json(client, language)
    known = " ".join(told(data))

    texts = {plain(text) for text in read(client, language).stripped_strings}
    unknown = {text for text in texts if text.strip("(): ") not in known}
    assert unknown <= UI[language]


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_and_json_have_one_order(client: Client, language: str):
    page, data = read(client, language), read_json(client, language)

    sections = [str(one["id"]) for one in page.select(".privacy-section > h2")]
    assert sections == [section["anchor"] for section in data["sections"]]
    groups = {
        str(group.select("summary")[0]["id"]): [
            str(one["data-activity"]) for one in group.select("[data-activity]")
        ]
        for group in page.select("details.privacy-group")
    }
    assert groups == {one["anchor"]: one["activities"] for one in data["groups"]}
    assert list(groups) == [one["anchor"] for one in data["groups"]]
    keys = [key for keys in groups.values() for key in keys]
    assert keys == [one["activity"] for one in data["activities"]]


def test_every_activity_in_force_stands_in_one_group(client: Client):
    page = read(client)

    counted = Counter(
        str(one["data-activity"]) for one in page.select("section.disclosure")
    )
    assert set(counted) >= {activity.key for activity in registry}
    assert set(counted.values()) == {1}
    assert "other" not in {str(one["id"]) for one in page.select("summary[id]")}


def test_groups_are_closed_and_in_the_order_of_the_vocabulary(client: Client):
    groups = read(client).select("details.privacy-group")

    assert not [group for group in groups if group.has_attr("open")]
    order = [str(group.select("summary")[0]["id"]) for group in groups]
    shown = [str(group) for group in StandardGroup if str(group) in order]
    assert order == shown
    assert {"read", "comment", "embed", "mail", "write", "work"} <= set(order)


def test_old_and_new_anchors_lead_to_each_activity(client: Client):
    page = read(client)

    ids = Counter(str(one["id"]) for one in page.select("[id]"))
    assert set(ids.values()) == {1}
    for one in read_json(client)["activities"]:
        assert {one["anchor"], f"disclosure-{one['anchor']}"} <= set(ids)
    assert "comments-publication" in ids


def test_contents_lead_to_what_is_there(client: Client):
    page = BeautifulSoup(client.get("/privacy/").content, "html.parser")

    links = [str(link["href"]) for link in page.select(".privacy-page__contents a")]
    assert len(links) >= 10
    assert [link for link in links if not page.select(link)] == []


def test_group_of_a_project_and_activities_without_one(client: Client):
    entry = factories.activity(key="race.entry", group=RaceGroup.ENTER)
    mine = factories.activity(key="race.staff", data_subjects=(DataSubject.EDITOR,))
    with factories.declared(entry, mine, factories.activity(key="race.prize")):
        data = read_json(client, "de")

    anchors = [group["anchor"] for group in data["groups"]]
    assert anchors[-3:] == ["race_Enter", "other", "work"]
    project, other, work = data["groups"][-3:]
    assert project["heading"] == "Wenn du kommentierst"
    assert project["activities"] == ["race.entry"]
    assert other["activities"] == ["race.prize"]
    assert "race.staff" in work["activities"]


def count_compositions(client: Client, path: str) -> Counter[str]:
    """Return how often each activity is put into words for one request."""
    composed: Counter[str] = Counter()

    def note(frame: Any, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code is document._compose.__code__:
            composed[frame.f_locals["activity"].key] += 1

    sys.setprofile(note)
    try:
        client.get(path)
    finally:
        sys.setprofile(None)
    return composed


@pytest.mark.parametrize("name", ["", "privacy.json"])
def test_each_activity_is_put_into_words_once(client: Client, name: str):
    composed = count_compositions(client, path_to("en", name))

    assert len(composed) >= 20
    assert set(composed.values()) == {1}


def test_more_activities_cost_no_more_queries(
    client: Client, django_assert_num_queries, django_assert_max_num_queries
):
    client.get("/privacy/")  # what is cached is cached
    with django_assert_max_num_queries(11) as few:
        client.get("/privacy/")
    many = [factories.sending(key=f"test.sending{number}") for number in range(30)]

    with factories.declared(*many), django_assert_num_queries(len(few)):
        page = client.get("/privacy/").content.decode()

    assert 'id="test-sending29"' in page


# Who is responsible, and what one may do


def section(client: Client, anchor: str, language: str = "en") -> dict[str, Any]:
    found = {one["anchor"]: one for one in read_json(client, language)["sections"]}
    one: dict[str, Any] = found[anchor]
    return one


def rows(one: dict[str, Any]) -> dict[str, str]:
    return {row["term"]: row["text"] for row in one["rows"]}


def test_responsible_section_names_contacts_first(client: Client):
    first = read_json(client)["sections"][0]

    assert rows(first) == {
        "name": "Ada's Blog",
        "address": "1 Engine Street\nLondon",
        "email": "ada@blog.example",
        "protection_officer": "Grace Hopper, grace@blog.example",
    }


def test_without_controller_the_page_says_so_and_names_nobody(client: Client):
    ControllerSettings.objects.update(
        name="", address="", email="", protection_officer=""
    )

    first = read_json(client)["sections"][0]

    assert "does not say completely yet who is responsible" in first["text"]
    assert first["rows"] == []
    page = read(client)
    assert not page.select("a[href^='mailto:']")
    assert "Write to ." not in words_in(page)


def test_long_and_arabic_names_are_shown_whole(client: Client):
    name, address = "Ö" * 200, "شارع المتنبي\nبغداد"  # noqa: RUF001 - Arabic
    ControllerSettings.objects.update(name=name, address=address)

    page = read(client)

    (shown,) = page.select("[data-term='name'] > dd")
    assert plain(shown.get_text()) == name
    (where,) = page.select("[data-term='address'] > dd")
    assert where["dir"] == "auto"
    assert list(where.stripped_strings) == address.split("\n")


def test_right_to_object_stands_apart_and_only_where_there_is_one(client: Client):
    objection = section(client, "object")
    assert "object" in objection["heading"]
    marked = {
        one["activity"]
        for one in read_json(client)["activities"]
        if "You can object" in one["marks"]
    }
    assert marked == {
        activity.key
        for activity in registry
        if activity.legal_basis.term == "eu-gdpr:A6-1-f"
    }
    duty = LegalObligation("The law says so.")
    without = [
        replace(activity, legal_basis=duty)
        for activity in registry
        if activity.key in marked
    ]

    with factories.declared(*without):
        anchors = {one["anchor"] for one in read_json(client)["sections"]}

    assert "object" not in anchors


def test_rights_say_how_to_use_them(client: Client):
    page = read(client, "de")

    (ways,) = page.select(".privacy-section--your-rights")
    links = [str(link["href"]) for link in ways.select("a")]
    assert links == ["/de/privacy/choices/", "mailto:ada@blog.example"]
    assert "The Commissioner" in ways.get_text()


# What happens to somebody who only reads


def reading(client: Client, language: str = "en") -> str:
    return str(section(client, "only-reading", language)["text"])


def test_reading_contacts_nobody_and_stores_nothing(client: Client):
    text = reading(client)

    assert "contacts only this site, unless you allow more" in text
    assert "Nothing is stored on your device" in text
    assert "IP address" in text
    assert "Nothing of it is kept." in text


def test_reading_paragraph_follows_the_declarations(client: Client):
    hosting = registry.get("blog.hosting")
    duty = LegalObligation("The law says so.")
    logged = replace(
        hosting,
        retention=HeldInMemory(timedelta(days=7)),
        device_storage=(
            DeviceStorage(StorageKind.COOKIE, "visit", period=timedelta(days=1)),
        ),
    )
    counter = factories.sending(key="test.counter", legal_basis=duty, buttons=())

    with factories.declared(logged, counter):
        text = reading(client)

    assert "data goes to recipient.example" in text
    assert "Stored on your device: visit" in text
    assert "7 days" in text
    assert "Nothing of it is kept" not in text


def test_what_needs_consent_or_an_act_is_no_part_of_reading(client: Client):
    asked = factories.sending(
        key="test.counter", group=StandardGroup.READ, legal_basis=Consent("Yes.")
    )
    acted = factories.sending(
        key="test.act",
        group=StandardGroup.WRITE,
        legal_basis=LegalObligation("The law says so."),
        buttons=(),
    )

    with factories.declared(asked, acted):
        assert "data goes to" not in reading(client)


# As a page on the web


@pytest.mark.parametrize("language", ["en", "de"])
def test_head_describes_the_page_to_search_engines(client: Client, language: str):
    html = BeautifulSoup(client.get(path_to(language)).content, "html.parser")

    (description,) = html.select("meta[name=description]")
    assert description["content"] == read_json(client, language)["description"]
    (canonical,) = html.select("link[rel=canonical]")
    assert str(canonical["href"]).endswith(path_to(language))
    assert str(canonical["href"]).startswith("http://")
    assert not html.select("meta[name=robots]")
    assert html.title is not None
    assert read_json(client, language)["title"] in html.title.get_text()


def test_activity_without_lead_has_title_and_details(client: Client):
    with factories.declared(factories.activity(lead="", key="test.bare")):
        (bare,) = read(client).select("#test-bare")

    assert not bare.select(".disclosure__lead")
    assert bare.select("h3")
    assert bare.select("details .disclosure__rows")
