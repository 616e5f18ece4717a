"""Why a request cannot be taken, each with the sentence a person reads.

SubscriptionError
├── RateLimited        too many requests from one connection
├── LinkUsed           a link to confirm that was used, or is too old
├── ControllerMissing  the site does not say who is responsible
├── DisclosureChanged  what was agreed to is no longer what happens
├── EmailNotFound      an address that opens no email
└── EmailContentGone   what an email contained is not public any more
"""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _


class SubscriptionError(Exception):
    """Stand for every reason; `sentence` is shown, `status` is HTTP's."""

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
