"""Wagtail's admin in a browser: who is logged in, and whether axe finds a fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from wagtail.users.models import UserProfile

from tests.support.browser.sessions import Visit

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN = "axe.run({resultTypes: ['violations']})"


def enter(visit: Visit, live_site: str, user: Any, language: str = "en") -> Page:
    """Return a page of a browser in which `user` is logged in."""
    UserProfile.objects.update_or_create(
        user=user, defaults={"preferred_language": language}
    )
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    visit.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_site}]
    )
    return visit.page


def assert_accessible(page: Page, run: str = RUN) -> None:
    """Fail where axe finds a fault on the page, wide or narrow."""
    page.evaluate(AXE)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate(run)["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
