"""What a mail tells of a page: its title and standfirst, or all of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language, override
from wagtail.models import Site

from privacy_plugin.subscriptions.announceable import AnnounceableMixin
from privacy_plugin.subscriptions.letters import Item
from privacy_plugin.subscriptions.models import Extent, SubscriptionSettings
from privacy_plugin.subscriptions.whole_text import mail_html


def is_whole_on(site: Site | None) -> bool:
    """Say whether a site sends whole posts."""
    chosen = SubscriptionSettings.objects.filter(site=site, extent=Extent.WHOLE)
    return site is not None and chosen.exists()


def item_of(page: models.Model, *, url: str = "", is_whole: bool) -> Item:
    """Return what a mail tells of a page, in the page's language.

    `url` is where it was published, if that was written down.
    """
    facts: Any = page
    url = url or str(getattr(facts, "full_url", None) or "")
    title = str(getattr(facts, "title", ""))
    if not isinstance(page, AnnounceableMixin):
        return Item(title, url, page=facts.pk)
    locale = getattr(facts, "locale", None)
    with override(locale.language_code if locale else get_language()):
        intro = " ".join(page.announcement_intro().split())
        text = page.announcement_text() if is_whole else ""
        return Item(title, url, intro, mail_html(text, base=url), facts.pk)
