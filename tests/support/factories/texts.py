"""Make texts of admins: written, published, as the admin's buttons would."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wagtail.models import Locale, Revision, Site

from privacy_plugin.disclosure.texts.models import ChangeType, DisclosureText


def draft(
    key: str = "test.sending",
    *,
    language: str = "en",
    site: Site | None = None,
    **changes: Any,
) -> DisclosureText:
    """Return a text that nobody but its author can see."""
    locale, _created = Locale.objects.get_or_create(language_code=language)
    site = site or Site.objects.get(is_default_site=True)
    words = {"title": "Our title", "change": ChangeType.WORDING} | changes
    text = DisclosureText(activity=key, site=site, locale=locale, live=False, **words)
    text.save()
    text.save_revision(clean=False)
    return text


def published(key: str = "test.sending", **changes: Any) -> DisclosureText:
    return republish(draft(key, **changes))


def republish(
    text: DisclosureText, *, go_live_at: datetime | None = None, **changes: Any
) -> DisclosureText:
    """Return the text after these changes were published."""
    revision_of(text, go_live_at=go_live_at, **changes).publish()
    text.refresh_from_db()
    return text


def revision_of(text: DisclosureText, **changes: Any) -> Revision:
    """Return a new revision of the text with these changes, not published yet."""
    latest = text.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(latest, name, value)
    return latest.save_revision(clean=False)
