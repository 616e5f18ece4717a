"""Who may change what is said about providers: Wagtail's permission for the model."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

CHANGE = "privacy_embeds.change_providerentry"


def may_change(user: AbstractBaseUser | AnonymousUser) -> bool:
    has_perm = getattr(user, "has_perm", None)
    return bool(has_perm and has_perm(CHANGE))
