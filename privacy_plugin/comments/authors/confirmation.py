"""What the private page confirms after an action: one sentence, named by the address.

A name in an address may be old or invented, so it counts only where it is still true.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.models import Comment, State
from privacy_plugin.consent.ledger import CurrentConsent

PARAMETER = "done"


class Confirmation(StrEnum):
    """An action, as the address of the private page names it."""

    SENT = "sent"
    EDITED = "edited"
    AGREED = "agreed"
    NOTHING_TICKED = "nothing-ticked"
    WITHDRAWN = "withdrawn"
    REVIEW_REQUESTED = "review-requested"
    EDIT_CLOSED = "edit-closed"


SENTENCES: dict[Confirmation, str | Promise] = {
    Confirmation.SENT: _("Thank you for your comment."),
    Confirmation.EDITED: _("Your comment is changed."),
    Confirmation.AGREED: _("Your consent is recorded."),
    Confirmation.NOTHING_TICKED: _("Nothing was ticked, so nothing has changed."),
    Confirmation.WITHDRAWN: _("Your consent is withdrawn."),
    Confirmation.REVIEW_REQUESTED: _("Somebody will read your comment."),
    Confirmation.EDIT_CLOSED: _("The time for editing this comment is over."),
}


def redirect_to_private_page(token: str, done: Confirmation) -> HttpResponse:
    """Answer a POST with the private page, which then confirms what was done."""
    page = reverse("comments:manage", args=[token])
    address = f"{page}?{urlencode({PARAMETER: done})}"
    return HttpResponseRedirect(address, status=303)


def get_confirmation(
    name: str, comment: Comment, consents: Iterable[CurrentConsent], *, can_edit: bool
) -> str | Promise:
    """Return the sentence for this name; empty where it is unknown or not true."""
    try:
        done = Confirmation(name)
    except ValueError:
        return ""
    is_true = {
        Confirmation.EDITED: comment.edited_at is not None,
        Confirmation.AGREED: any(entry.is_given for entry in consents),
        Confirmation.WITHDRAWN: any(entry.state == "withdrawn" for entry in consents),
        Confirmation.REVIEW_REQUESTED: comment.state == State.PENDING,
        Confirmation.EDIT_CLOSED: not can_edit,
    }
    return SENTENCES[done] if is_true.get(done, True) else ""
