"""Who may moderate: one permission for all comments of all sites.

Wagtail's own policy turns the action into the code of the model's permission.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

ACTION = "moderate"
MODERATE = "privacy_comments.moderate_comment"


def may_moderate(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether this editor may see the queue and decide."""
    has_perm = getattr(user, "has_perm", None)
    return bool(has_perm and has_perm(MODERATE))
