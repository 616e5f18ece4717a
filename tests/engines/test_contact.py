"""A message by the contact form, in each engine."""

from __future__ import annotations

import pytest

from privacy_plugin.form_pages.models import Submission
from tests.form_pages.conftest import contact_page

WORDS = "A question\nin two lines"


@pytest.fixture
def contact(live_site, settings):
    """Return the address of a contact page."""
    return contact_page().full_url


def test_message_is_sent_once_whatever_is_pressed_afterwards(
    reader, expect_traces, contact
):
    reader.open(contact)
    reader.type("Message", WORDS)
    reader.type("Address", "ada@example.org")
    expect_traces()

    reader.press("Send")
    reader.sees("Thank you")
    reader.reload()
    reader.back()
    reader.rest()

    assert Submission.objects.get().form_data["message"].splitlines() == [
        "A question", "in two lines",
    ]  # fmt: skip
    expect_traces()


def test_message_that_cannot_be_taken_keeps_what_was_typed(
    reader, expect_traces, contact
):
    reader.open(contact)
    reader.type("Message", WORDS)
    reader.type("Address", "nobody@nowhere")

    reader.press("Send")

    reader.sees("Nothing has been sent yet. What you entered is kept.")
    assert reader.value("Message") == WORDS
    assert reader.value("Address") == "nobody@nowhere"
    assert not Submission.objects.exists()
    expect_traces()
