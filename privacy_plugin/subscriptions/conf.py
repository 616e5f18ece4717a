"""The settings of the subscriptions."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from privacy_plugin.app_settings import (
    HOUR,
    NON_NEGATIVE_INTEGER,
    POSITIVE_INTEGER,
    POSITIVE_TIMEDELTA,
    STRING,
    AppSettings,
    Setting,
    integer_between,
)


class SubscriptionsSettings(AppSettings):
    app = "privacy_plugin.subscriptions"
    prefix = "PRIVACY_SUBSCRIPTIONS_"

    lifetime = Setting(
        timedelta(days=730),
        POSITIVE_TIMEDELTA,
        "How long the consent to a subscription is valid. Each mail states the end "
        "date and links to a page to renew it.",
    )
    from_email = Setting(
        "",
        STRING,
        "The sender of mail to subscribers. Empty: `DEFAULT_FROM_EMAIL`.",
    )
    emails_per_minute = Setting(
        0,
        NON_NEGATIVE_INTEGER,
        "How many mails all workers together send per minute. 0: no limit.",
    )
    digest_hour = Setting(
        7,
        HOUR,
        "The hour at which digests are sent, in the subscriber's time zone or else "
        "the site's.",
    )
    digest_weekday = Setting(
        0, integer_between(0, 6), "The day of weekly digests; Monday is 0."
    )
    confirmation_cooldown = Setting(
        timedelta(hours=1),
        POSITIVE_TIMEDELTA,
        "How long an address gets no second confirmation mail for the same request "
        "(double opt-in).",
    )
    rate_limit = Setting(
        5,
        POSITIVE_INTEGER,
        "How many subscription requests one connection may send within ten minutes.",
    )
    feed_url_name = Setting(
        "",
        STRING,
        "Name of the URL pattern of the feed, or of a page about it, which the form "
        "offers as an alternative without personal data. A page is friendlier, since "
        "browsers show a feed as raw XML. Empty: no feed is offered.",
    )

    def get_from_email(self) -> str:
        return self.from_email or settings.DEFAULT_FROM_EMAIL


subscriptions_conf = SubscriptionsSettings()
