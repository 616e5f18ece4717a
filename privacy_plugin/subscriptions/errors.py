"""Reasons why a request is refused, each with a sentence for the reader.

SubscriptionError
├── RateLimited        too many requests from one connection
├── LinkUsed           a confirmation link that was used or has expired
├── ControllerMissing  the site has no controller
├── DisclosureMissing  what would happen is not declared, or switched off
├── DisclosureChanged  the disclosure has changed since it was agreed to
├── EmailNotFound      a URL of no email
└── EmailContentGone   the content of an email is no longer public
"""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _


class SubscriptionError(Exception):
    """Base of the errors; `sentence` is shown, `status` is the HTTP status."""

    status = HTTPStatus.CONFLICT
    sentence = _("This did not work.")


class RateLimited(SubscriptionError):
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _(
        "Many requests have come from your connection in a short time. Please wait ten "
        "minutes and try again."
    )


class LinkUsed(SubscriptionError):
    status = HTTPStatus.GONE
    sentence = _(
        "This link has been used already, or it is older than seven days. If you have "
        "confirmed, all is well. If not, just ask for a new mail."
    )


class ControllerMissing(SubscriptionError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _(
        "Nobody can subscribe here yet: this site does not say who is responsible for "
        "your data."
    )


class DisclosureMissing(SubscriptionError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _(
        "Nobody can subscribe here at the moment: this site cannot tell you what would "
        "happen with your data."
    )


class DisclosureChanged(SubscriptionError):
    sentence = _(
        "What happens with your data has changed since you asked. Please read the "
        "information again and ask for a new mail; nothing was stored."
    )


class EmailNotFound(SubscriptionError):
    status = HTTPStatus.NOT_FOUND
    sentence = _(
        "There is no mail at this address. Perhaps a part of the address was lost."
    )


class EmailContentGone(SubscriptionError):
    status = HTTPStatus.GONE
    sentence = _(
        "What this mail told of is no longer public, so it cannot be read here either."
    )
