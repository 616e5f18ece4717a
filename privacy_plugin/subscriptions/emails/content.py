"""The content of a mail about a page: title and summary, or the whole text."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language, override
from wagtail.models import Site

from privacy_plugin.subscriptions.emails.post_html import clean_post_html
from privacy_plugin.subscriptions.emails.render import EmailItem
from privacy_plugin.subscriptions.models import Extent, SubscriptionSettings
from privacy_plugin.subscriptions.newsletter_page import NewsletterPageMixin


def sends_full_posts(site: Site) -> bool:
    chosen = SubscriptionSettings.objects.filter(site=site, extent=Extent.WHOLE)
    return chosen.exists()


def build_page_item(page: models.Model, *, url: str = "", is_whole: bool) -> EmailItem:
    """Return the content of a mail about a page, in the page's language.

    `url` is where it was published, if that was written down.
    """
    facts: Any = page
    url = url or str(getattr(facts, "full_url", None) or "")
    title = str(getattr(facts, "title", ""))
    if not isinstance(page, NewsletterPageMixin):
        return EmailItem(title, url, page=facts.pk)
    locale = getattr(facts, "locale", None)
    with override(locale.language_code if locale else get_language()):
        intro = " ".join(page.newsletter_intro().split())
        text = page.newsletter_html() if is_whole else ""
        return EmailItem(title, url, intro, clean_post_html(text, base=url), facts.pk)
