"""What somebody wants their blog to be, checked before anything is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.http.request import validate_host
from django.utils.translation import gettext as _

from blog.models import BlogIndexPage
from blog.themes.discovery import get_themes
from privacy_plugin.disclosure.models import ControllerSettings


class PlanInvalid(ValueError):
    """Something in a plan cannot be; `messages` say what, one sentence each."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogPlan:
    """A blog that does not exist yet.

    `languages` are codes, the first one that without a prefix in addresses. `base_url`
    is like ``https://blog.example``. An empty `controller_name` is asked for later, in
    the admin. An empty `theme` leaves the choice open; an account that exists needs no
    `email`.
    """

    title: str
    tagline: str = ""
    languages: tuple[str, ...]
    base_url: str
    username: str
    email: str = ""
    theme: str = ""
    controller_name: str = ""
    controller_address: str = ""
    controller_email: str = ""

    def check(self) -> None:
        """Raise PlanInvalid for what cannot be."""
        found = (
            *self._check_texts(),
            *self._check_theme(),
            *self._check_languages(),
            *self._check_address(),
        )
        if found:
            raise PlanInvalid(found)

    def _check_texts(self) -> Iterator[str]:
        user: Any = get_user_model()
        fields = (
            (BlogIndexPage, "title", self.title),
            (BlogIndexPage, "intro", self.tagline),
            (user, user.USERNAME_FIELD, self.username),
            (ControllerSettings, "name", self.controller_name),
            (ControllerSettings, "address", self.controller_address),
            (ControllerSettings, "email", self.controller_email),
        )
        for model, name, value in fields:
            yield from _check_field(model, name, value)
        try:
            if self.email:
                validate_email(self.email)
        except ValidationError:
            yield _("“%(text)s” is not an e-mail address.") % {"text": self.email}

    def _check_theme(self) -> Iterator[str]:
        known = [*get_themes()]
        if self.theme and self.theme not in known:
            yield _("The theme “%(name)s” is none of %(known)s.") % {
                "name": self.theme,
                "known": ", ".join(known),
            }

    def _check_languages(self) -> Iterator[str]:
        known = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        for code in self.languages:
            if code not in known:
                yield _("The language “%(code)s” is none of %(known)s.") % {
                    "code": code,
                    "known": ", ".join(known),
                }
        if settings.LANGUAGE_CODE not in self.languages[:1]:
            first = (*self.languages, settings.LANGUAGE_CODE)[0]
            yield _(
                "The first language has no prefix in addresses. To begin with "
                "“%(code)s”, set LANGUAGE_CODE=%(code)s in the environment."
            ) % {"code": first}

    def _check_address(self) -> Iterator[str]:
        if self.base_url != settings.WAGTAILADMIN_BASE_URL:
            yield _(
                "The address of the blog is %(known)s in the environment (BASE_URL), "
                "not %(given)s."
            ) % {"known": settings.WAGTAILADMIN_BASE_URL, "given": self.base_url}
            return
        host = urlsplit(self.base_url).hostname or ""
        if not settings.DEBUG and not validate_host(host, settings.ALLOWED_HOSTS):
            yield _("%(host)s is missing in ALLOWED_HOSTS.") % {"host": host}


def _check_field(model: type[Model], name: str, value: str) -> Iterator[str]:
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return
    try:
        field.clean(value, None)
    except ValidationError as error:
        for message in error.messages:
            label = str(field.verbose_name).capitalize()
            yield f"{label}: {message}"
