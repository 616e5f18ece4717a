"""The providers' pages in Chromium: no accessibility fault, and no scripting needed."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from privacy_plugin.embeds.models import ProviderEntry
from privacy_plugin.embeds.providers import provider_registry
from tests.embeds.admin_pages import provider_file, shipped_entry
from tests.support import factories
from tests.support.browser.admin import assert_accessible, enter

ADDRESSES = {
    "list": "",
    "provider": "vimeo/",
    "german": "mastodon/?language=de",
    "import": "import/",
    "off": "vimeo/off/",
}


@pytest.mark.parametrize("where", ADDRESSES)
def test_no_page_has_an_accessibility_fault(browse, live_site, where):
    page = enter(browse(), live_site, factories.editor())
    page.goto(f"{live_site}/admin/embed-providers/{ADDRESSES[where]}")
    assert_accessible(page)


def test_providers_are_imported_without_scripting(browse, live_site):
    visit = browse(javascript=False)
    page = enter(visit, live_site, factories.editor())
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
