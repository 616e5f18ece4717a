"""The context of a comment, resolved once per request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Site

from privacy_plugin.comments.discussions.targets import (
    Commentable,
    CommentRules,
    find_target,
    get_comment_settings,
    get_or_create_discussion_on,
    get_path,
    get_rules,
    get_site,
    get_target_key,
    get_title,
    is_target_public,
)
from privacy_plugin.comments.errors import (
    CommentsClosed,
    TargetNotFound,
    TargetNotPublic,
)
from privacy_plugin.comments.models import CommentSettings, Discussion
from privacy_plugin.disclosure.controller import Controller, get_controller


@dataclass(frozen=True)
class CommentContext:
    """Target, site, rules, and the controller responsible for what is written here.

    `at` is the time of the request; `language` that of the page.
    """

    target: Commentable
    site: Site | None
    controller: Controller
    settings: CommentSettings
    rules: CommentRules
    language: str
    at: datetime
    request: HttpRequest | None = field(default=None, repr=False)

    @property
    def site_id(self) -> int | None:
        """Return the key of the site, None where it is unknown."""
        return self.site.pk if self.site is not None else None

    @cached_property
    def name(self) -> str:
        """Return what a form calls the target: ``app.model:id``."""
        return ":".join(get_target_key(self.target))

    @cached_property
    def title(self) -> str:
        """Return what a reader calls the target."""
        return get_title(self.target)

    @cached_property
    def path(self) -> str:
        """Return the address of the target on this host."""
        return get_path(self.target, self.request)

    @cached_property
    def is_public(self) -> bool:
        """Say whether every reader can see the target."""
        return is_target_public(self.target)

    def require_public(self) -> None:
        """Raise TargetNotPublic unless every reader can see the target."""
        if not self.is_public:
            raise TargetNotPublic

    def require_open(self) -> None:
        """Raise CommentRejected where nobody can comment now."""
        self.require_public()
        if self.rules.is_closed:
            raise CommentsClosed

    def get_or_create_discussion(self) -> Discussion:
        """Return the discussion of the target, beginning it if there is none."""
        return get_or_create_discussion_on(self.target, self.site_id)


def resolve_context(
    target: Commentable, *, at: datetime, request: HttpRequest | None = None
) -> CommentContext:
    """Look up the site of `target`, its controller and rules; the rest is lazy."""
    site = get_site(target, request)
    controller = get_controller(site, request)
    settings = get_comment_settings(controller)
    return CommentContext(
        target=target,
        site=site,
        controller=controller,
        settings=settings,
        rules=get_rules(target, settings, at=at),
        language=get_language() or "",
        at=at,
        request=request,
    )


def find_public_context(request: HttpRequest, name: str) -> CommentContext | None:
    """Return the context of ``app.model:id`` if every reader can see it, else None."""
    target_type, _colon, target_id = name.partition(":")
    try:
        target = find_target(target_type, target_id)
    except TargetNotFound:
        return None
    context = resolve_context(target, at=timezone.now(), request=request)
    return context if context.is_public else None
