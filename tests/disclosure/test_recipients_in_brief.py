"""What a short sentence needs to know about a recipient: its name, and how long."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from privacy_plugin import Company, Recipient
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.activity import build_activity
from tests.support import factories
from tests.support.declarations import EVERY

RECIPIENTS = {
    key: one.recipient for key, one in EVERY.items() if one.recipient is not None
}
LEGAL_FORM = re.compile(
    r"\b(Inc|Ltd|Limited|LLC|PBC|GmbH|KG|AG|AB|SA|B\.V|S\.p\.A|G\.E\.I\.E|Corp|"
    r"Corporation|Company|Foundation|e\. V)\b"
)
LONGEST = 25  # characters of a short name


@pytest.mark.parametrize("key", RECIPIENTS)
def test_each_recipient_is_called_by_a_short_name(key: str):
    recipient = RECIPIENTS[key]

    assert 0 < len(recipient.short_name) <= LONGEST
    assert not LEGAL_FORM.search(recipient.short_name)
    if recipient.parent is not None:
        assert not LEGAL_FORM.search(recipient.parent.short_name)


@pytest.mark.parametrize("key", RECIPIENTS)
def test_each_recipient_says_in_brief_how_long_in_both_languages(key: str):
    english = RECIPIENTS[key].kept_briefly
    with override("de"):
        german = translate_text(english)

    assert english
    assert german != english
    for text in (english, german):
        assert not text.endswith(".")


def test_without_a_short_name_it_is_the_name():
    assert factories.recipient().short_name == "Recipient Ltd"
    assert factories.recipient(short_name="Recipient").short_name == "Recipient"
    assert Company("Club e. V.", "DE").short_name == "Club e. V."


def test_an_operator_per_host_is_called_by_its_host():
    shipped = provider_registry.configured_providers()

    for key in ("mastodon", "peertube"):
        activity = build_activity(shipped[key].at("club.example"), "club.example")

        assert activity is not None
        assert isinstance(activity.recipient, Recipient)
        assert activity.recipient.short_name == "club.example"
