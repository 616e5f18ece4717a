"""The addresses that stand in mails, complete and in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.core import signing
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Site

from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.subscriptions.processing import UNCONFIRMED_FOR

_CONFIRM = "privacy_subscriptions.confirm"
_LEAVE = "privacy_subscriptions.leave"
_READ = "privacy_subscriptions.read"
_LONGEST = 1500  # characters that a mail program surely keeps together in an address


class LinkSpent(Exception):
    """Say that a link is too old, has been used, or was never made here."""


class Form(StrEnum):
    """Say in which form a mail tells of posts."""

    SUMMARY = "s"
    WHOLE = "w"
    DIGEST = "d"


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what makes a mail about posts: the same for everybody who got it."""

    form: Form
    pages: tuple[int, ...]


def confirm_token(subject_key: str) -> str:
    """Return the token by which an address is confirmed, once and for seven days."""
    return signing.TimestampSigner(salt=_CONFIRM, sep="~").sign(subject_key)


def read_confirm_token(token: str) -> str:
    """Return whose address a token confirms; raise LinkSpent."""
    signer = signing.TimestampSigner(salt=_CONFIRM, sep="~")
    try:
        return signer.unsign(token, max_age=UNCONFIRMED_FOR)
    except (signing.BadSignature, UnicodeError):
        raise LinkSpent from None


def leave_token(subscription_key: str) -> str:
    """Return the token that ends one subscription, at whatever time."""
    return signing.Signer(salt=_LEAVE, sep="~").sign(subscription_key)


def read_leave_token(token: str) -> str:
    """Return the key of the subscription a token ends; raise LinkSpent."""
    try:
        return signing.Signer(salt=_LEAVE, sep="~").unsign(token)
    except (signing.BadSignature, UnicodeError):
        raise LinkSpent from None


def read_address(told: Told, *, language: str, site: Site | None) -> str:
    """Return where a mail can be read in a browser; empty for one too long for that.

    It says which posts the mail tells of, and nothing about whom it was sent to.
    """
    numbers = ".".join(map(str, told.pages))
    token = signing.Signer(salt=_READ, sep="~").sign(f"{told.form}{numbers}")
    if not told.pages or len(token) > _LONGEST:
        return ""
    return address_of("read", token, language=language, site=site)


def read_told(token: str) -> Told:
    """Return what a mail tells of, by the token of its address; raise LinkSpent."""
    try:
        value = signing.Signer(salt=_READ, sep="~").unsign(token)
    except (signing.BadSignature, UnicodeError):
        raise LinkSpent from None
    return Told(Form(value[0]), tuple(map(int, value[1:].split("."))))


def address_of(name: str, token: str, *, language: str, site: Site | None) -> str:
    """Return the complete address of one of our pages."""
    with override(language):
        return root_of(site) + reverse(f"subscriptions:{name}", args=[token])


def manage_address(subject: SubjectKey, *, language: str, site: Site | None) -> str:
    """Return the complete address of a subscriber's own page."""
    return address_of("mine", sign(subject), language=language, site=site)


def root_of(site: Site | None) -> str:
    """Return the address a site begins with, by default the default site's."""
    site = site or Site.objects.filter(is_default_site=True).first()
    return str(site.root_url) if site else ""
