"""What a subscription is called, in the reader's language, and the text agreed to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.document import Disclosure, disclose
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.subscriptions.announceable import (
    NothingToAnnounce,
    find_page,
    offered_topics,
)
from privacy_plugin.subscriptions.enrolment import Wish, wishes_of
from privacy_plugin.subscriptions.models import (
    Enrolment,
    Frequency,
    Kind,
    Subscription,
)


@dataclass(frozen=True, slots=True)
class Line:
    """Say what was asked for, and in which words it is agreed to."""

    name: str
    disclosure: Disclosure


def name_of(kind: str, target: str = "", frequency: str = "") -> str:
    """Return what a reader calls it: "New posts (once a day)"."""
    if kind == Kind.POSTS:
        often = Frequency(frequency or Frequency.AT_ONCE).label
        return _("New posts (%(often)s)") % {"often": often.lower()}
    if kind == Kind.REPLIES:
        return _("Replies to your comment")
    try:
        title = getattr(find_page(target), "title", "")
    except NothingToAnnounce:
        return _("Comments on a post that is gone")
    return _("Comments on “%(title)s”") % {"title": title}


def name_of_subscription(subscription: Subscription) -> str:
    """Return what a reader calls a subscription."""
    return name_of(subscription.kind, subscription.target, subscription.frequency)


def lines_of(enrolment: Enrolment) -> list[Line]:
    """Return what somebody asked for, with the text now in force."""
    controller = controller_of_site(enrolment.site_id)
    lines = []
    for wish in wishes_of(enrolment):
        try:
            shown = disclose(wish.activity, controller=controller)
        except UnknownActivity:
            continue
        lines.append(Line(_name(wish, enrolment.language), shown))
    return lines


def _name(wish: Wish, language: str) -> str:
    name = name_of(wish.kind, wish.target, wish.frequency)
    chosen = [one.label for one in offered_topics(language) if one.key in wish.topics]
    return f"{name}: {', '.join(chosen)}" if chosen else name
