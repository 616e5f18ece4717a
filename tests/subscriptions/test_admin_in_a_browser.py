"""The lists of subscriptions, and the choice of reminders, in Chromium and by axe."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from privacy_plugin.subscriptions.models import DeliveryState, PendingSubscription
from tests.subscriptions.test_reports import delivery, mailing
from tests.support import factories
from tests.support.browser.admin import assert_accessible, enter

# Wagtail's own heading that tells how many rows a filter has left is an alert.
RUN = "axe.run({exclude: [['h2[role=alert]']]}, {resultTypes: ['violations']})"
PAGES = {
    "mailings": "/admin/subscriptions/",
    "subscribers": "/admin/subscriptions/people/",
    "deliveries": "/admin/subscriptions/deliveries/",
    "some deliveries": "/admin/subscriptions/deliveries/?state=uncertain&mailing={pk}",
    "no deliveries": "/admin/subscriptions/deliveries/?language=en&state=failed",
    "requests": "/admin/subscriptions/requests/",
    "consents": "/admin/privacy/consents/?feature=subscriptions",
    "account": "/admin/account/#tab-notifications",
}


@pytest.fixture
def told(live_site: str) -> Any:
    """Return something that was told to two people; a third is asked."""
    factories.index()
    at = timezone.now()
    found = mailing("Von Schrebergärten und anderen langen Überschriften")
    delivery(factories.subscriber("ada@example.org"), found)
    ben = factories.subscriber("ben@example.net", language="de")
    delivery(ben, found, DeliveryState.UNCERTAIN, detail="interrupted")
    PendingSubscription.objects.create(
        email="eve@example.org", mailbox="eve@example.org", language="de",
        choices=[{"kind": "posts", "digest": "0", "topics": []}],
        requested_at=at, due_at=at,
    )  # fmt: skip
    return found


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("where", PAGES)
def test_no_list_has_an_accessibility_fault(browse, live_site, told, where, language):
    page = enter(browse(), live_site, factories.editor(), language)
    page.goto(live_site + PAGES[where].format(pk=told.pk))
    assert_accessible(page, RUN)


@pytest.mark.parametrize(
    ("language", "words", "save", "saved"),
    [
        ("en", "Mail when comments wait", "Save", "changed successfully"),
        ("de", "Mail, wenn Kommentare warten", "Speichern", "erfolgreich"),
    ],
)
def test_an_editor_chooses_how_often_to_be_reminded(
    browse, live_site, told, language, words, save, saved
):
    editor: Any = factories.editor()
    editor.first_name, editor.last_name = "Some", "Body"
    editor.save()
    page = enter(browse(), live_site, editor, language)
    page.goto(f"{live_site}/admin/account/#tab-notifications")

    page.get_by_label(words).select_option("at_once")
    page.get_by_role("button", name=save, exact=True).click()
    page.get_by_text(saved).first.wait_for()

    editor.refresh_from_db()
    assert editor.comment_reminder.frequency == "at_once"
