"""Give the demo an editor, with a password of this machine's own.

The password is made up on the first run and kept in a file that only its owner can
read, so that the next run can tell it again. A password that was changed by hand stays.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group, Permission

USERNAME = "editor"
MODERATORS = "Comment moderators"
_MODERATION = (
    ("wagtailadmin", "access_admin"),
    ("privacy_comments", "moderate_comment"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """Hold the editor and the password; empty where it is not known any more."""

    user: AbstractBaseUser
    password: str


def editor_login(file: Path) -> Login:
    """Return the demo's editor, made on the first run; `file` keeps the password."""
    users = get_user_model()
    user = users.objects.filter(username=USERNAME).first()
    known = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    if user is not None:
        return Login(user, known if known and user.check_password(known) else "")
    password = known or secrets.token_urlsafe(9)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(password + "\n", encoding="utf-8")
    user = users.objects.create_superuser(
        USERNAME,
        "editor@who-decides.example",
        password,
    )
    return Login(user, password)


def moderators() -> Group:
    """Return the group of those who decide about comments and nothing else."""
    group, _is_new = Group.objects.get_or_create(name=MODERATORS)
    for app, codename in _MODERATION:
        permission = Permission.objects.filter(
            content_type__app_label=app,
            codename=codename,
        ).first()
        if permission is not None:
            group.permissions.add(permission)
    return group
