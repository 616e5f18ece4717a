"""The providers' pages in Chromium: no accessibility fault, and no scripting needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.models import ProviderEntry
from tests import make
from tests.browsing import Visit

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
ADDRESSES = {
    "list": "",
    "provider": "vimeo/",
    "german": "mastodon/?language=de",
    "form": "vimeo/change/",
    "add": "add/",
    "off": "vimeo/off/",
}


def enter(visit: Visit, live_site: str) -> Page:
    """Return a page of a browser in which an admin is logged in."""
    user: Any = make.editor()
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    visit.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_site}]
    )
    return visit.page


@pytest.mark.parametrize("where", ADDRESSES)
def test_no_page_has_an_accessibility_fault(browse, live_site, where):
    page = enter(browse(), live_site)
    page.goto(f"{live_site}/admin/embed-providers/{ADDRESSES[where]}")
    page.evaluate(AXE)

    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []


def test_a_provider_is_changed_without_scripting(browse, live_site):
    visit = browse(javascript=False)
    page = enter(visit, live_site)
    page.goto(f"{live_site}/admin/embed-providers/vimeo/")

    page.get_by_role("link", name="Change", exact=True).click()
    page.locator("[name=name]").fill("")
    page.get_by_role("button", name="Save").click()
    assert "This field is required." in page.content()
    page.locator("[name=name]").fill("Vimeo, ours")
    page.locator("[name=storage-4-kind]").select_option("cookie")
    page.locator("[name=storage-4-name]").fill("one-more")
    page.locator("[name=storage-4-days]").fill("3")
    page.get_by_role("button", name="Save").click()

    assert "What is said about Vimeo, ours is saved." in page.content()
    known = catalogue.providers()["vimeo"]
    assert known.name == "Vimeo, ours"
    assert [kept.name for kept in known.storage][-1] == "one-more"
    page.get_by_role("link", name="Back to the shipped facts").click()
    page.get_by_role("button", name="Forget the changes").click()
    assert not ProviderEntry.objects.exists()
    assert visit.hosts == {urlsplit(live_site).netloc}
