"""Why a comment cannot be taken; the text is always given back to its writer.

CommentRejected
├── TargetNotFound     there is no such page
├── TargetNotPublic    the page is not there for every reader
├── CommentsClosed     it takes no more comments
├── CommentingNotPermitted  the site does not let this reader write
├── ControllerMissing  the site does not say who is responsible
├── DisclosureMissing  what would happen is not declared, or switched off
├── ParentNotFound     the comment that is answered is not there any more
├── RateLimited        too many comments from one connection
├── EditWindowClosed   the time for editing is over
└── CommentNotFound    the comment itself is not there any more
"""

from __future__ import annotations

from http import HTTPStatus

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.processing.readers import ABUSE_PROTECTION
from privacy_plugin.disclosure.render.retention_period import describe_declared_period


class CommentRejected(Exception):  # noqa: N818 - a refusal is an answer, no error
    """Stand for every reason: `message` for the writer, `status` for the browser."""

    status = HTTPStatus.FORBIDDEN
    message: str | Promise = ""


class TargetNotFound(CommentRejected):
    """Say that there is nothing to comment on."""

    status = HTTPStatus.NOT_FOUND
    message = _("There is no such page, or it takes no comments.")


class TargetNotPublic(CommentRejected):
    """Say that the page is not published, or not for everybody."""

    message = _("This page cannot be commented on: it is not open to every reader.")


class CommentsClosed(CommentRejected):
    message = _("The comments on this page are closed.")


class CommentingNotPermitted(CommentRejected):
    """Say that the site lets only some readers write comments."""

    message = _(
        "Not everybody can write comments here. If you have an account on this site, "
        "please log in and send your comment again."
    )


class ControllerMissing(CommentRejected):
    """Say that nothing is collected before the site names who is responsible."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = _(
        "Comments cannot be written here yet: this site does not say who is "
        "responsible for your data."
    )


class DisclosureMissing(CommentRejected):
    """Say that nothing is collected while a part of it is not declared or off."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = _(
        "Comments cannot be written here at the moment: this site cannot tell you what "
        "would happen with your data."
    )


class ParentNotFound(CommentRejected):
    """Say that the comment to be answered is not there any more."""

    status = HTTPStatus.CONFLICT
    message = _(
        "The comment you answer is not there any more. You can send your text as a "
        "comment of its own."
    )


def _slow_down() -> str:
    return gettext(
        "Many comments have come from your connection within a short time. Please "
        "wait %(period)s and send it again."
    ) % {"period": describe_declared_period(ABUSE_PROTECTION)}


class RateLimited(CommentRejected):
    """Say that too many comments came from one connection."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    message = lazy(_slow_down, str)()


class EditWindowClosed(CommentRejected):
    """Say that the time for editing is over."""

    message = _("The time for editing this comment is over.")


class CommentNotFound(CommentRejected):
    """Say that the comment is not there any more."""

    status = HTTPStatus.GONE
    message = _("This comment does not exist any more.")
