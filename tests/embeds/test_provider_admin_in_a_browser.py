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

from privacy_plugin.embeds.models import ProviderEntry
from privacy_plugin.embeds.providers import provider_registry
from tests.embeds.admin_pages import provider_file, shipped_entry
from tests.support import factories
from tests.support.browser.sessions import Visit

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
ADDRESSES = {
    "list": "",
    "provider": "vimeo/",
    "german": "mastodon/?language=de",
    "import": "import/",
    "off": "vimeo/off/",
}


def enter(visit: Visit, live_site: str) -> Page:
    """Return a page of a browser in which an admin is logged in."""
    user: Any = factories.editor()
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


def test_providers_are_imported_without_scripting(browse, live_site):
    visit = browse(javascript=False)
    page = enter(visit, live_site)
    page.goto(f"{live_site}/admin/embed-providers/")
    upload = provider_file(vimeo=shipped_entry(name="Vimeo, ours"))
    file = {"name": "p.toml", "mimeType": "application/toml", "buffer": upload.read()}

    page.get_by_role("link", name="Import providers").click()
    page.get_by_label("File").set_input_files(files=[file])
    page.get_by_role("button", name="Import").click()

    assert "1 provider has new facts." in page.content()
    assert provider_registry.providers()["vimeo"].name == "Vimeo, ours"
    page.goto(f"{live_site}/admin/embed-providers/vimeo/")
    page.get_by_role("link", name="Delete the imported facts").click()
    page.get_by_role("button", name="Delete the imported facts").click()
    assert not ProviderEntry.objects.exists()
    assert visit.hosts == {urlsplit(live_site).netloc}
