"""A contact page, and one that also asks for a consent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from blog.models import ContactField, ContactPage
from privacy_plugin.processing import Category
from tests.support import factories

ASKED = "test.sending"


def contact_page(**changes: object) -> ContactPage:
    """Return a published page with a text and an address to fill in."""
    page = ContactPage(title="Write to us", slug="write-to-us", **changes)
    page.form_fields = [
        ContactField(
            label="Message", field_type="multiline", category=Category.FREE_TEXT
        ),
        ContactField(
            label="Address",
            field_type="email",
            category=Category.EMAIL_ADDRESS,
            required=False,
        ),
    ]
    factories.index().add_child(instance=page)
    return page


@pytest.fixture
def page(db: None) -> ContactPage:
    return contact_page()


@pytest.fixture
def asking(page: ContactPage, monkeypatch: pytest.MonkeyPatch) -> Iterator[ContactPage]:
    """Return the page, which also asks whether Recipient Ltd may read along."""
    monkeypatch.setattr(ContactPage, "privacy_consents", (ASKED,))
    with factories.declared(factories.sending()):
        yield page
