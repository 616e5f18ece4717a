"""Each numbered check of subscriptions reports what it should."""

from __future__ import annotations

from privacy_plugin.subscriptions.checks import check_urls


def test_a_site_without_the_page_to_unsubscribe_is_e059(settings):
    assert check_urls() == []
    settings.ROOT_URLCONF = "wagtail.urls"

    assert [message.id for message in check_urls()] == ["privacy.E059"]
