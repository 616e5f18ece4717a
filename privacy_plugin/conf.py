"""The plugin's settings: flat ``PRIVACY_*`` names, typed, read when they are asked for.

Nothing else in the plugin reads them. ``privacy_plugin.checks`` reports a value of the
wrong type by the number of its setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar, cast

from django.conf import settings

T = TypeVar("T")


class Conf:
    """Return each setting with its type and its default."""

    @staticmethod
    def _read(name: str, default: T) -> T:
        return cast("T", getattr(settings, name, default))

    def is_on(self, name: str) -> bool:
        """Say whether the setting `name`, a switch of a declaration, is truthy."""
        return bool(self._read(name, ""))

    def recipient(self, name: str) -> object:
        """Return the Recipient that the setting `name` holds, None without one."""
        return self._read(name, None)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages the site speaks (Django's LANGUAGES)."""
        return tuple(code for code, _label in settings.LANGUAGES)

    @property
    def main_language(self) -> str:
        """Return the language the site is written in (Django's LANGUAGE_CODE)."""
        return settings.LANGUAGE_CODE

    @property
    def consent_lifetime(self) -> timedelta:
        """PRIVACY_CONSENT_LIFETIME: how long a consent counts; 182 days."""
        return self._read("PRIVACY_CONSENT_LIFETIME", timedelta(days=182))

    @property
    def link_lifetime(self) -> timedelta:
        """PRIVACY_LINK_LIFETIME: how long a private link opens its page; 2 years."""
        return self._read("PRIVACY_LINK_LIFETIME", timedelta(days=730))

    @property
    def trusted_proxies(self) -> tuple[str, ...]:
        """PRIVACY_TRUSTED_PROXIES: networks whose X-Forwarded-For is believed."""
        return self._read("PRIVACY_TRUSTED_PROXIES", ())

    @property
    def comments_spam_checker(self) -> str:
        """PRIVACY_COMMENTS_SPAM_CHECKER: dotted path of a SpamChecker; none."""
        return self._read("PRIVACY_COMMENTS_SPAM_CHECKER", "")

    @property
    def comments_targets(self) -> tuple[str, ...]:
        """PRIVACY_COMMENTS_TARGETS: models besides pages one can comment on."""
        return self._read("PRIVACY_COMMENTS_TARGETS", ())

    @property
    def comments_ask_email(self) -> bool:
        """PRIVACY_COMMENTS_ASK_EMAIL: whether the form has an e-mail field; no."""
        return self._read("PRIVACY_COMMENTS_ASK_EMAIL", default=False)

    @property
    def comments_ask_website(self) -> bool:
        """PRIVACY_COMMENTS_ASK_WEBSITE: whether the form has a website field; no."""
        return self._read("PRIVACY_COMMENTS_ASK_WEBSITE", default=False)

    @property
    def comments_follower(self) -> str:
        """PRIVACY_COMMENTS_FOLLOWER: dotted path of who is told of comments; none."""
        return self._read("PRIVACY_COMMENTS_FOLLOWER", "")

    @property
    def comments_thread_depth(self) -> int:
        """PRIVACY_COMMENTS_THREAD_DEPTH: levels of indentation, 1 to 10; 3."""
        return self._read("PRIVACY_COMMENTS_THREAD_DEPTH", 3)

    @property
    def comments_per_page(self) -> int:
        """PRIVACY_COMMENTS_PER_PAGE: threads on one page; 20."""
        return self._read("PRIVACY_COMMENTS_PER_PAGE", 20)

    @property
    def comments_max_length(self) -> int:
        """PRIVACY_COMMENTS_MAX_LENGTH: characters in a comment; 10,000."""
        return self._read("PRIVACY_COMMENTS_MAX_LENGTH", 10_000)

    @property
    def comments_max_links(self) -> int:
        """PRIVACY_COMMENTS_MAX_LINKS: links before a comment waits for a person; 2."""
        return self._read("PRIVACY_COMMENTS_MAX_LINKS", 2)

    @property
    def comments_edit_window(self) -> timedelta:
        """PRIVACY_COMMENTS_EDIT_WINDOW: how long a writer may edit; 15 minutes."""
        return self._read("PRIVACY_COMMENTS_EDIT_WINDOW", timedelta(minutes=15))

    @property
    def comments_min_seconds(self) -> int:
        """PRIVACY_COMMENTS_MIN_SECONDS: seconds a person needs for a comment; 3."""
        return self._read("PRIVACY_COMMENTS_MIN_SECONDS", 3)

    @property
    def comments_rate_limit(self) -> int:
        """PRIVACY_COMMENTS_RATE_LIMIT: comments per connection in a short time; 5."""
        return self._read("PRIVACY_COMMENTS_RATE_LIMIT", 5)

    @property
    def form_pages_min_seconds(self) -> int:
        """PRIVACY_FORM_PAGES_MIN_SECONDS: seconds a person needs for a message; 3."""
        return self._read("PRIVACY_FORM_PAGES_MIN_SECONDS", 3)

    @property
    def form_pages_rate_limit(self) -> int:
        """PRIVACY_FORM_PAGES_RATE_LIMIT: messages per connection in ten minutes; 5."""
        return self._read("PRIVACY_FORM_PAGES_RATE_LIMIT", 5)

    @property
    def comments_mail_hour(self) -> int:
        """PRIVACY_COMMENTS_MAIL_HOUR: hour at which editors are reminded; 7."""
        return self._read("PRIVACY_COMMENTS_MAIL_HOUR", 7)

    @property
    def admin_sender(self) -> str:
        """Return whom Wagtail's admin has its mail come from."""
        own = self._read("WAGTAILADMIN_NOTIFICATION_FROM_EMAIL", "")
        return own or settings.DEFAULT_FROM_EMAIL

    @property
    def admin_root(self) -> str:
        """Return the address the admin is reached at, empty where it is not set."""
        return self._read("WAGTAILADMIN_BASE_URL", "") or ""

    @property
    def akismet_key(self) -> str:
        """PRIVACY_AKISMET_KEY: the key; without it Akismet does not exist here."""
        return self._read("PRIVACY_AKISMET_KEY", "")

    @property
    def akismet_endpoint(self) -> str:
        """PRIVACY_AKISMET_ENDPOINT: the service's address; the real one.

        Any other address must be on loopback (a stand-in for trying things out).
        """
        return self._read("PRIVACY_AKISMET_ENDPOINT", "https://rest.akismet.com")

    @property
    def akismet_send_user_agent(self) -> bool:
        """PRIVACY_AKISMET_SEND_USER_AGENT: whether the browser's name goes too; no."""
        return self._read("PRIVACY_AKISMET_SEND_USER_AGENT", default=False)

    @property
    def embeds_providers(self) -> Mapping[str, Mapping[str, Any] | None]:
        """PRIVACY_EMBEDS_PROVIDERS: providers of one's own, or changed ones; none."""
        return self._read("PRIVACY_EMBEDS_PROVIDERS", {})

    @property
    def embeds_count(self) -> bool:
        """PRIVACY_EMBEDS_COUNT: whether loadings are counted per day; no."""
        return self._read("PRIVACY_EMBEDS_COUNT", default=False)

    @property
    def embeds_stand_in(self) -> str:
        """PRIVACY_EMBEDS_STAND_IN: an address on loopback that plays the providers."""
        return self._read("PRIVACY_EMBEDS_STAND_IN", "")

    @property
    def mail_provider(self) -> object:
        """PRIVACY_MAIL_PROVIDER: the Recipient that sends this site's mail; nobody."""
        return self._read("PRIVACY_MAIL_PROVIDER", None)

    @property
    def subscriptions_lifetime(self) -> timedelta:
        """PRIVACY_SUBSCRIPTIONS_LIFETIME: how long a subscription counts; 2 years."""
        return self._read("PRIVACY_SUBSCRIPTIONS_LIFETIME", timedelta(days=730))

    @property
    def subscriptions_sender(self) -> str:
        """PRIVACY_SUBSCRIPTIONS_SENDER: whom mail comes from; DEFAULT_FROM_EMAIL."""
        own = self._read("PRIVACY_SUBSCRIPTIONS_SENDER", "")
        return own or settings.DEFAULT_FROM_EMAIL

    @property
    def subscriptions_rate(self) -> int:
        """PRIVACY_SUBSCRIPTIONS_RATE: mails per minute; 0, as fast as possible."""
        return self._read("PRIVACY_SUBSCRIPTIONS_RATE", 0)

    @property
    def subscriptions_digest_hour(self) -> int:
        """PRIVACY_SUBSCRIPTIONS_DIGEST_HOUR: hour at which digests leave; 7."""
        return self._read("PRIVACY_SUBSCRIPTIONS_DIGEST_HOUR", 7)

    @property
    def subscriptions_digest_weekday(self) -> int:
        """PRIVACY_SUBSCRIPTIONS_DIGEST_WEEKDAY: day of weekly ones; 0, Monday."""
        return self._read("PRIVACY_SUBSCRIPTIONS_DIGEST_WEEKDAY", 0)

    @property
    def subscriptions_cooldown(self) -> timedelta:
        """PRIVACY_SUBSCRIPTIONS_COOLDOWN: between two mails to confirm; 1 hour."""
        return self._read("PRIVACY_SUBSCRIPTIONS_COOLDOWN", timedelta(hours=1))

    @property
    def subscriptions_requests(self) -> int:
        """PRIVACY_SUBSCRIPTIONS_REQUESTS: per connection in ten minutes; 5."""
        return self._read("PRIVACY_SUBSCRIPTIONS_REQUESTS", 5)

    @property
    def subscriptions_feed(self) -> str:
        """PRIVACY_SUBSCRIPTIONS_FEED: name of the feed's address, ``feed``; none."""
        return self._read("PRIVACY_SUBSCRIPTIONS_FEED", "")


conf = Conf()
