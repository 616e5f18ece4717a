"""Subscribe, confirm, change and leave in Chromium, with scripting and without."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from privacy_plugin.subscriptions import maintenance
from privacy_plugin.subscriptions.models import Subscriber, Subscription
from tests.support import factories
from tests.support.servers.mailbox import html_of, link_in


def work() -> None:
    """Do what the worker would do now."""
    maintenance.run_maintenance(at=timezone.now())


def test_from_the_box_below_a_post_to_the_button_that_ends_it(visit, url, post, box):
    page = visit.page
    page.goto(url(post.url))
    page.locator(".subscribe-box summary").first.click()
    page.get_by_label("E-mail address", exact=True).fill("ada@example.org")
    page.get_by_label("I would like a mail about new posts.").check()
    page.get_by_role("button", name="Subscribe").click()
    assert "check your mailbox" in page.locator("h1").inner_text()

    work()
    page.goto(link_in(box.one(), "/confirm/"))
    page.get_by_role("button", name="Yes, send me this").click()
    assert "It is confirmed" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Open my page").click()
    page.get_by_label("How often").select_option("weekly")
    page.get_by_role("button", name="Save").click()
    assert "New posts (once a week)" in page.locator("main").inner_text()
    assert Subscription.objects.get().frequency == "weekly"

    page.get_by_label("How often").select_option("at_once")
    page.get_by_role("button", name="Save").click()
    box.clear()
    factories.post(title="Something new")
    work()
    page.goto(link_in(box.one(), "/leave/"))
    page.get_by_role("button", name="Unsubscribe").click()
    assert "You are unsubscribed" in page.locator("h1").inner_text()
    assert not Subscriber.objects.exists()
    assert visit.hosts == {urlsplit(url("/")).netloc}
    assert not visit.cookies
    assert not visit.storage
    assert not visit.complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mail_opened_in_a_browser_asks_nobody_for_anything(
    browse, live_site, box, scheme, tmp_path: Path
):
    factories.index()
    factories.subscriber(at=timezone.now())
    factories.post(title="About allotments")
    work()
    file = tmp_path / "mail.html"
    file.write_text(html_of(box.one()))
    visit = browse(color_scheme=scheme)

    for width in (800, 320):
        visit.page.set_viewport_size({"width": width, "height": 800})
        visit.page.goto(file.as_uri())
        widest = visit.page.evaluate("document.documentElement.scrollWidth")
        assert widest <= width

    assert set(visit.requests) == {file.as_uri()}
    paper = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    expected = "rgb(252, 250, 244)" if scheme == "light" else "rgb(25, 23, 20)"
    assert paper == expected
    assert not visit.complaints
