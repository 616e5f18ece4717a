"""Who may write comments: checked on the form's own page, and on POST.

Not checked on the public page, which is the same for every reader and links to the
form's own page if not everybody may write.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.module_loading import import_string

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.discussions.context import CommentContext
from privacy_plugin.comments.errors import (
    CommentingNotPermitted,
    CommentRejected,
    ControllerMissing,
    DisclosureMissing,
)
from privacy_plugin.comments.submission.disclosure import COMMENT_FORM

EVERYBODY = "everybody"
MEMBERS = "members"
NOBODY = "nobody"


def is_everybody_permitted() -> bool:
    """Say whether everybody may comment."""
    return comments_conf.permission == EVERYBODY


def can_comment(request: HttpRequest, context: CommentContext) -> bool:
    """Say whether this request may comment on the target."""
    rule = comments_conf.permission
    if rule in {EVERYBODY, NOBODY}:
        return rule == EVERYBODY
    if rule == MEMBERS:
        return bool(request.user.is_authenticated)
    return bool(import_string(rule)(request, context.target))


def require_form(request: HttpRequest, context: CommentContext) -> None:
    """Raise CommentRejected unless this request is shown the form, and may send it."""
    context.require_open()
    if not can_comment(request, context):
        raise CommentingNotPermitted
    if obstacle := find_obstacle(context):
        raise obstacle


def find_obstacle(context: CommentContext) -> CommentRejected | None:
    """Return why nobody may be asked for anything here, None where nothing is amiss."""
    if not context.controller.is_complete:
        return ControllerMissing()
    return DisclosureMissing() if COMMENT_FORM.missing else None


def can_write(request: HttpRequest, context: CommentContext) -> bool:
    """Say whether this request would be shown the form for this target."""
    try:
        require_form(request, context)
    except CommentRejected:
        return False
    return True


def never_cache_unless_public(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """Keep caches from showing one reader what another one may see."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not is_everybody_permitted():
            add_never_cache_headers(response)
        return response

    return cast("Callable[..., HttpResponse]", answered)
