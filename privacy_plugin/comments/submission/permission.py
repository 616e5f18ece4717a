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
from privacy_plugin.comments.errors import CommentingNotPermitted, CommentRejected

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


def require_permission(request: HttpRequest, context: CommentContext) -> None:
    """Raise CommentingNotPermitted unless this request may comment here."""
    if not can_comment(request, context):
        raise CommentingNotPermitted


def can_write(request: HttpRequest, context: CommentContext) -> bool:
    """Say whether this request would be shown the form for this target."""
    try:
        context.require_open()
        require_permission(request, context)
        context.require_controller()
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
