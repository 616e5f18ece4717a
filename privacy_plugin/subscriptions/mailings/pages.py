"""Start a mailing when a page is published for the first time.

Wagtail sends *published* on every publication. Only the first counts: then both of a
page's dates are equal. Imported pages keep their old dates, and copies have no answer
to the question whether to notify, so both notify nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models.signals import post_delete
from wagtail.models import Site
from wagtail.signals import page_published

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.subscriptions import tasks
from privacy_plugin.subscriptions.models import (
    TOO_MANY,
    Kind,
    Mailing,
    MailingState,
    Subscription,
)
from privacy_plugin.subscriptions.newsletter_page import (
    NewsletterPageMixin,
    get_page_reference,
    is_public,
)
from privacy_plugin.subscriptions.signals import subscription_ended

MAX_UNCONFIRMED_MAILINGS = 3  # posts that are told without asking back
MAILING_LIMIT_PERIOD = timedelta(hours=1)


def connect() -> None:
    """Connect to the signals of Wagtail and Django, once."""
    page_published.connect(_handle_page_published, dispatch_uid="privacy_subscriptions")
    post_delete.connect(
        _send_subscription_ended,
        sender=Subscription,
        dispatch_uid="privacy_subscription_ended",
    )


def create_mailing(page: models.Model) -> Mailing | None:
    """Start the mailing of a page; None if nobody is to be notified.

    Safe to call again: one page is told once.
    """
    if not isinstance(page, NewsletterPageMixin) or not _is_first_publication(page):
        return None
    facts: Any = page
    if not page.announce or facts.alias_of_id or not is_public(page):
        return None
    site = facts.get_site()
    mailing, is_new = Mailing.objects.get_or_create(
        kind=Kind.POSTS,
        source=get_page_reference(page),
        defaults={
            "site": site,
            "language": facts.locale.language_code,
            "title": facts.title,
            "url": facts.full_url or "",
            "created_at": facts.first_published_at,
            **_pause_if_many(site, at=facts.first_published_at),
        },
    )
    if is_new and mailing.state == MailingState.PREPARING:
        run_after_commit(tasks.enqueue_delivery)
    return mailing


def _pause_if_many(site: Site | None, *, at: datetime) -> dict[str, str]:
    """Return the state of a mailing that waits until somebody confirms it.

    Whoever publishes many posts at once rarely means as many mails.
    """
    recent = Mailing.objects.filter(
        kind=Kind.POSTS, site=site, created_at__gt=at - MAILING_LIMIT_PERIOD
    )
    if recent.count() < MAX_UNCONFIRMED_MAILINGS:
        return {}
    return {"state": MailingState.PAUSED, "reason": TOO_MANY}


def _handle_page_published(instance: models.Model, **_kwargs: object) -> None:
    create_mailing(instance)


def _send_subscription_ended(instance: Subscription, **_kwargs: object) -> None:
    # Here, since rows go by unsubscribing, erasure, withdrawal and retention alike.
    subscription_ended.send_after_commit(Subscription, subscription_id=instance.pk)


def _is_first_publication(page: models.Model) -> bool:
    first = getattr(page, "first_published_at", None)
    return first is not None and first == getattr(page, "last_published_at", None)
