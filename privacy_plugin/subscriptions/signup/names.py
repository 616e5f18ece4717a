"""The name of a subscription in the reader's language, and the text agreed to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.subscriptions.models import (
    Frequency,
    Kind,
    PendingSubscription,
    Subscription,
)
from privacy_plugin.subscriptions.newsletter_page import (
    PageNotPublic,
    get_offered_topics,
    get_public_page,
)
from privacy_plugin.subscriptions.signup.double_opt_in import (
    SubscriptionChoice,
    get_choices,
)


@dataclass(frozen=True, slots=True)
class RequestedItem:
    """One requested subscription and its disclosure."""

    name: str
    disclosure: Disclosure


def get_name(kind: str, target: str = "", frequency: str = "") -> str:
    """Return what a reader calls it: "New posts (once a day)"."""
    if kind == Kind.POSTS:
        often = Frequency(frequency or Frequency.AT_ONCE).label
        return _("New posts (%(often)s)") % {"often": often.lower()}
    if kind == Kind.REPLIES:
        return _("Replies to your comment")
    try:
        title = getattr(get_public_page(target), "title", "")
    except PageNotPublic:
        return _("Comments on a post that is gone")
    return _("Comments on “%(title)s”") % {"title": title}


def get_subscription_name(subscription: Subscription) -> str:
    return get_name(subscription.kind, subscription.target, subscription.frequency)


def get_requested_items(pending: PendingSubscription) -> list[RequestedItem]:
    controller = get_site_controller(pending.site_id)
    lines = []
    for choice in get_choices(pending):
        try:
            shown = disclose(choice.activity, controller=controller)
        except UnknownActivity:
            continue
        lines.append(RequestedItem(_name(choice, pending.language), shown))
    return lines


def _name(choice: SubscriptionChoice, language: str) -> str:
    name = get_name(choice.kind, choice.target, choice.frequency)
    topics = get_offered_topics(language, site_id=None)
    chosen = [one.label for one in topics if one.key in choice.topics]
    return f"{name}: {', '.join(chosen)}" if chosen else name
