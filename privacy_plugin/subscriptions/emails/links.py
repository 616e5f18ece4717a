"""Absolute URLs in mails, in the recipient's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override
from wagtail.models import Site

from privacy_plugin.conf import conf
from privacy_plugin.consent.link_signing import link_signer, timestamp_link_signer
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.subscriptions.errors import (
    EmailNotFound,
    LinkUsed,
    SubscriptionError,
)
from privacy_plugin.subscriptions.processing import UNCONFIRMED_FOR

_CONFIRM = "privacy_subscriptions.confirm"
_LEAVE = "privacy_subscriptions.leave"
_KEY = "privacy_subscriptions.key"
_READ = "privacy_subscriptions.read"
_LONGEST = 1500  # characters that a mail program surely keeps together in an address


class EmailFormat(StrEnum):
    SUMMARY = "s"
    WHOLE = "w"
    DIGEST = "d"


@dataclass(frozen=True, slots=True)
class EmailReference:
    """The posts of a mail; the same for everybody who got it."""

    form: EmailFormat
    pages: tuple[int, ...]


def sign_confirm_token(subject_key: str) -> str:
    """Return the token by which an address is confirmed, once and for seven days."""
    return timestamp_link_signer(_CONFIRM).sign(subject_key)


def read_confirm_token(token: str) -> str:
    """Return whose address a token confirms; raise LinkUsed."""
    signer = timestamp_link_signer(_CONFIRM)
    return _unsign(partial(signer.unsign, max_age=UNCONFIRMED_FOR), token, LinkUsed)


def sign_unsubscribe_token(subscription_key: str) -> str:
    """Return the token that ends one subscription, at whatever time."""
    return link_signer(_LEAVE).sign(subscription_key)


def build_subscription_key(
    mailbox: str, kind: str, target: str, *, site_id: int | None
) -> str:
    """Return the key of a subscription, the same whenever this address asks again.

    So a link in an older mail ends what comes now, not only what came then.
    """
    facts = f"{site_id}\n{kind}\n{target}\n{mailbox}"
    return salted_hmac(
        _KEY, facts, secret=conf.accepted_signing_keys[0], algorithm="sha256"
    ).hexdigest()


def read_unsubscribe_token(token: str) -> str:
    """Return the key of the subscription a token ends; raise LinkUsed."""
    return _unsign(link_signer(_LEAVE).unsign, token, LinkUsed)


def build_web_version_url(told: EmailReference, *, language: str, site: Site) -> str:
    """Return where a mail can be read in a browser; empty for one too long for that.

    It says which posts the mail tells of, and nothing about whom it was sent to.
    """
    numbers = ".".join(map(str, told.pages))
    token = link_signer(_READ).sign(f"{told.form}{numbers}")
    if not told.pages or len(token) > _LONGEST:
        return ""
    return build_url("web_version", token, language=language, site=site)


def read_web_version_token(token: str) -> EmailReference:
    """Return the posts of a mail by its token; raise EmailNotFound."""
    value = _unsign(link_signer(_READ).unsign, token, EmailNotFound)
    return EmailReference(EmailFormat(value[0]), tuple(map(int, value[1:].split("."))))


def build_url(name: str, token: str, *, language: str, site: Site) -> str:
    with override(language):
        return f"{site.root_url}" + reverse(f"subscriptions:{name}", args=[token])


def build_manage_url(subject: SubjectKey, *, language: str, site: Site) -> str:
    return build_url("manage", sign(subject), language=language, site=site)


def _unsign(
    unsign: Callable[[str], str], token: str, error: type[SubscriptionError]
) -> str:
    try:
        return unsign(token)
    except (signing.BadSignature, UnicodeError):
        raise error from None
