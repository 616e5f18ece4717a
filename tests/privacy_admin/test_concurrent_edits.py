"""Of two who edit the same thing, the later is shown what the earlier has saved."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from wagtail.models import Site

from privacy_plugin.comments.models import CommentSettings
from privacy_plugin.disclosure.models import ControllerSettings, PublishedText
from privacy_plugin.subscriptions.models import SubscriptionSettings
from tests.privacy_admin.conftest import Enter
from tests.privacy_admin.test_texts import KEY, edit
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose

pytestmark = pytest.mark.usefixtures("declared")
TOLD = "Somebody else has saved this in the meantime"


def parse(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def read_form(page: BeautifulSoup) -> dict[str, str]:
    """Return what a browser would send if the form were submitted untouched."""
    form = page.select_one("form[data-edit-form]")
    assert form is not None
    sent: dict[str, str] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.has_attr("disabled"):
            continue
        name = str(field["name"])
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            sent[name] = str(chosen["value"]) if chosen else ""
        elif field.name == "textarea":
            sent[name] = field.get_text().removeprefix("\n")
        else:
            sent[name] = str(field.get("value", ""))
    return sent


def open_form(client: Client, address: str) -> dict[str, str]:
    """Open an editor and return its form."""
    return read_form(parse(client.get(address)))


def list_conflict(page: BeautifulSoup) -> list[tuple[str, ...]]:
    """Return the rows that set what is saved beside what was sent."""
    rows = page.select(".privacy-admin__conflict tbody tr")
    return [
        tuple(cell.get_text(" ", strip=True) for cell in row.select("th, td"))
        for row in rows
    ]


def test_later_of_two_texts_is_shown_the_earlier_and_may_replace_it(
    enter: Enter, site: Site
):
    text = texts.published(title="First")
    one, two = enter("publisher"), enter("superuser")
    words = {"change": "wording", "action-publish": "1"}
    earlier, later = open_form(one, edit(text)), open_form(two, edit(text))
    assert "data-w-autosave-interval-value" in one.get(edit(text)).content.decode()

    one.post(edit(text), earlier | words | {"title": "By one"})
    page = parse(two.post(edit(text), later | words | {"title": "By two"}))

    assert disclose(KEY).title == "By one"
    assert TOLD in page.get_text()
    assert list_conflict(page) == [("Heading", "By one", "By two")]
    assert "data-w-autosave-interval-value" not in str(
        page
    )  # or a script would save it unasked
    again = read_form(page)
    assert again["title"] == "By two"

    two.post(edit(text), again | words)
    assert disclose(KEY).title == "By two"
    assert PublishedText.objects.count() == 3


def test_draft_is_not_saved_over_another_and_the_next_may_give_way(
    enter: Enter, site: Site
):
    text = texts.draft(title="First", lead="Long.")
    one, two = enter("editor"), enter("superuser")
    earlier, later = open_form(one, edit(text)), open_form(two, edit(text))
    one.post(edit(text), earlier | {"title": "By one", "change": "wording"})

    page = parse(two.post(edit(text), later | {"title": "By two", "lead": "Short."}))
    text.refresh_from_db()
    assert text.get_latest_revision_as_object().title == "By one"
    assert ("Short sentence", "Long.", "Short.") in list_conflict(page)

    two.post(edit(text), read_form(page) | {"title": "By one", "change": "wording"})
    text.refresh_from_db()
    latest = text.get_latest_revision_as_object()
    assert (latest.title, latest.lead) == ("By one", "Short.")


def test_one_who_saves_twice_is_not_asked(enter: Enter, site: Site):
    text, client = texts.draft(title="First"), enter("editor")
    words = {"change": "wording"}
    client.post(edit(text), open_form(client, edit(text)) | {"title": "2"} | words)

    form = open_form(client, edit(text)) | {"title": "3"} | words
    page = parse(client.post(edit(text), form, follow=True))

    assert TOLD not in page.get_text()
    text.refresh_from_db()
    assert text.get_latest_revision_as_object().title == "3"


@pytest.mark.django_db(transaction=True)
def test_of_two_texts_saved_at_one_moment_one_is_asked(enter: Enter, site: Site):
    text = texts.draft(title="First")
    clients = {name: enter(name) for name in ("editor", "superuser")}
    forms = {
        name: open_form(client, edit(text)) | {"title": name, "change": "wording"}
        for name, client in clients.items()
    }
    start, pages = threading.Barrier(2), {}

    def save(name: str) -> None:
        try:
            start.wait(timeout=10)
            pages[name] = clients[name].post(edit(text), forms[name], follow=True)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(name,)) for name in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    asked = [name for name, page in pages.items() if TOLD in page.content.decode()]
    text.refresh_from_db()
    assert len(asked) == 1
    assert text.get_latest_revision_as_object().title not in asked


SETTINGS: dict[str, tuple[Any, str, str, str, str]] = {
    "controller": (ControllerSettings, "privacy/controllersettings", "name",
                   "One Ltd", "Two Ltd"),
    "comments": (CommentSettings, "privacy_comments/commentsettings",
                 "words_to_hold", "one", "two"),
    "mails": (SubscriptionSettings, "privacy_subscriptions/subscriptionsettings",
              "extent", "whole", "summary"),
}  # fmt: skip


@pytest.mark.parametrize("which", SETTINGS)
def test_setting_is_not_saved_over_another_unseen(
    which: str, enter: Enter, site: Site, admin_client: Client
):
    model, path, name, first, second = SETTINGS[which]
    address = f"/admin/settings/{path}/{site.pk}/"
    other = enter("superuser")
    earlier, later = open_form(admin_client, address), open_form(other, address)

    admin_client.post(address, earlier | {name: first})
    page = parse(other.post(address, later | {name: second}))

    def stored() -> str:
        return str(getattr(model.objects.get(site=site), name))

    assert stored() == first
    assert TOLD in page.get_text()
    assert len(list_conflict(page)) == 1
    assert read_form(page)[name] == second

    other.post(address, read_form(page))
    assert stored() == second


@pytest.mark.parametrize("which", SETTINGS)
def test_setting_posted_without_shown_state_is_a_conflict(
    which: str, site: Site, admin_client: Client
):
    model, path, name, first, second = SETTINGS[which]
    address = f"/admin/settings/{path}/{site.pk}/"
    sent = open_form(admin_client, address) | {name: first}
    admin_client.post(address, sent)
    del sent["shown_state"]

    page = parse(admin_client.post(address, sent | {name: second}))

    assert str(getattr(model.objects.get(site=site), name)) == first
    assert TOLD in page.get_text()
    assert len(list_conflict(page)) == 1
    admin_client.post(address, read_form(page))
    assert str(getattr(model.objects.get(site=site), name)) == second


def test_text_posted_without_loaded_revision_is_a_conflict(enter: Enter, site: Site):
    text, client = texts.draft(title="First"), enter("editor")
    sent = open_form(client, edit(text)) | {"title": "Second", "change": "wording"}
    del sent["loaded_revision_id"]

    page = parse(client.post(edit(text), sent))

    text.refresh_from_db()
    assert text.get_latest_revision_as_object().title == "First"
    assert list_conflict(page) == [("Heading", "First", "Second")]
    client.post(edit(text), read_form(page))
    text.refresh_from_db()
    assert text.get_latest_revision_as_object().title == "Second"


def test_shorter_periods_are_part_of_what_is_compared(
    enter: Enter, site: Site, admin_client: Client
):
    address = f"/admin/settings/privacy/controllersettings/{site.pk}/"
    other = enter("superuser")
    earlier, later = open_form(admin_client, address), open_form(other, address)
    period = next(name for name in earlier if name.startswith("retention-"))

    admin_client.post(address, earlier | {period: "3"})
    page = parse(other.post(address, later | {period: "5"}))

    assert [row[1:] for row in list_conflict(page)] == [("3", "5")]
    assert read_form(page)[period] == "5"
    assert list(ControllerSettings.objects.get(site=site).retention_days.values()) == [
        3
    ]


def test_setting_saved_alone_is_not_asked_about(site: Site, admin_client: Client):
    address = f"/admin/settings/privacy/controllersettings/{site.pk}/"
    for name in ("Once", "Twice"):
        admin_client.post(address, open_form(admin_client, address) | {"name": name})

    assert ControllerSettings.objects.get(site=site).name == "Twice"
