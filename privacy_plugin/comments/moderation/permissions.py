"""Who may moderate which sites' comments (decision 60).

Source: Wagtail's ``SitePermissionPolicy``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy
from wagtail.permissions import policy_registry

from privacy_plugin.admin.access.sites import SiteAccess, SitePermission
from privacy_plugin.comments.discussions.targets import (
    Commentable,
    get_page_model,
    is_authored_by,
)
from privacy_plugin.comments.models import Comment, CommentQuerySet, Discussion

ACTION = "moderate"
IN_ONE_QUERY = 500  # keys
SITE = "discussion__site_id"
SITE_PERMISSION = SitePermission(
    "privacy_comments", "moderate_comment", _("Moderate the comments of")
)


class CommentPolicy(SitePermissionPolicy):
    """Finds the site of a comment by its discussion."""

    def __init__(self) -> None:
        """Hang the permission on comments."""
        super().__init__(Discussion, auth_model=Comment)

    def instances_user_has_any_permission_for(
        self, user: User | AnonymousUser, actions: Sequence[str]
    ) -> CommentQuerySet:
        """Return the comments for which the user has one of these permissions."""
        if not isinstance(user, AnonymousUser) and user.is_active:
            names = [self._get_permission_name(action) for action in actions]
            if any(user.has_perm(name) for name in names):
                return Comment.objects.all()
        sites = self.sites_user_has_any_permission_for(user, actions)
        return Comment.objects.filter(discussion__site__in=sites)

    def user_has_any_permission_for_instance(
        self,
        user: AbstractBaseUser | AnonymousUser,
        actions: Sequence[str],
        instance: Comment | Discussion | Site,
    ) -> bool:
        """Say whether the user has one of these permissions for the comment."""
        if isinstance(instance, Comment):
            instance = instance.discussion
        return bool(
            super().user_has_any_permission_for_instance(user, actions, instance)
        )


comment_policy = CommentPolicy()
comment_access = SiteAccess(comment_policy, ACTION)


def can_moderate(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether this editor may see the queue of any site and decide."""
    return comment_access.is_granted(user)


def can_skip_moderation(
    editor: AbstractBaseUser, target: Commentable, site_id: int | None
) -> bool:
    """Say whether an editor's own comment there is published without being checked.

    It is where they moderate, may edit the page, or are its author.
    """
    if comment_access.covers(editor, site_id):
        return True
    if isinstance(target, get_page_model()):
        pages = policy_registry.get_by_type(get_page_model())
        actions = ["add", "change", "publish"]
        if pages.user_has_any_permission_for_instance(editor, actions, target):
            return True
    return is_authored_by(target, editor)


def moderated_by(
    user: AbstractBaseUser | AnonymousUser, comments: CommentQuerySet | None = None
) -> CommentQuerySet:
    """Return those comments, of all by default, that this editor decides about."""
    rows = Comment.objects.moderated() if comments is None else comments
    return comment_access.limit(rows, user, lookup=SITE)


def moderated_keys(
    user: AbstractBaseUser | AnonymousUser, keys: Iterable[int]
) -> list[int]:
    """Return those primary keys whose comments this editor decides about.

    Each once, those sent last first.
    """
    rows, wanted = moderated_by(user).order_by(), sorted(set(keys))
    sent: list[tuple[datetime, int]] = []
    for start in range(0, len(wanted), IN_ONE_QUERY):
        some = rows.filter(pk__in=wanted[start : start + IN_ONE_QUERY])
        sent += some.values_list("submitted_at", "pk")
    return [key for _submitted_at, key in sorted(sent, reverse=True)]
