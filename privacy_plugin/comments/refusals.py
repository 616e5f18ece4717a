"""Why a comment cannot be taken; the text is always given back to its writer.

Refusal
├── NothingThere       there is no such page
├── DiscussionHidden   the page is not there for every reader
├── DiscussionClosed   it takes no more comments
├── NobodyResponsible  the site does not say who is responsible
├── ParentGone         the comment that is answered is not there any more
├── Flood              too many comments from one connection
├── TooLateToEdit      the time for editing is over
└── CommentGone        the comment itself is not there any more
"""

from __future__ import annotations

from http import HTTPStatus

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.processing import ABUSE_PROTECTION
from privacy_plugin.disclosure.document import period_in_words


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, no error
    """Stand for every reason: `sentence` for the writer, `status` for the browser."""

    status = HTTPStatus.FORBIDDEN
    sentence: str | Promise = ""


class NothingThere(Refusal):
    """Say that there is nothing to comment on."""

    status = HTTPStatus.NOT_FOUND
    sentence = _("There is no such page, or it takes no comments.")


class DiscussionHidden(Refusal):
    """Say that the page is not published, or not for everybody."""

    sentence = _("This page cannot be commented on: it is not open to every reader.")


class DiscussionClosed(Refusal):
    """Say that the page takes no more comments."""

    sentence = _("The comments on this page are closed.")


class NobodyResponsible(Refusal):
    """Say that nothing is collected before the site names who is responsible."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _(
        "Comments cannot be written here yet: this site does not say who is "
        "responsible for your data."
    )


class ParentGone(Refusal):
    """Say that the comment to be answered is not there any more."""

    status = HTTPStatus.CONFLICT
    sentence = _(
        "The comment you answer is not there any more. You can send your text as a "
        "comment of its own."
    )


def _slow_down() -> str:
    return gettext(
        "Many comments have come from your connection within a short time. Please "
        "wait %(period)s and send it again."
    ) % {"period": period_in_words(ABUSE_PROTECTION)}


class Flood(Refusal):
    """Say that too many comments came from one connection."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = lazy(_slow_down, str)()


class TooLateToEdit(Refusal):
    """Say that the time for editing is over."""

    sentence = _("The time for editing this comment is over.")


class CommentGone(Refusal):
    """Say that the comment is not there any more."""

    status = HTTPStatus.GONE
    sentence = _("This comment does not exist any more.")
