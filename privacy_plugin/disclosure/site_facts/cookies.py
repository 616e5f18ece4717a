"""Declare the cookies of Django and Wagtail by the names and periods in the settings.

Wagtail sets them on pages with a password and in the admin. A settings module can
rename them, so the declarations are built when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings

from privacy_plugin.processing import (
    N_,
    ActivityKey,
    Category,
    Contract,
    DataSubject,
    DeviceStorage,
    KeepOutside,
    Lasting,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Source,
    StandardGroup,
    StorageKind,
)

_SIDEBAR = "wagtail_sidebar_collapsed"  # written by Wagtail's scripts


class CookieActivities:
    """The declarations of cookies that frameworks set; see ``processing.Family``."""

    def find(self, key: str) -> ProcessingActivity | None:
        return next((one for one in self.used() if one.key == key), None)

    def used(self) -> Iterable[ProcessingActivity]:
        return (build_protected_pages(), build_sign_in())


def _cookie(name: str, period: timedelta | Lasting) -> DeviceStorage:
    return DeviceStorage(StorageKind.COOKIE, name, period=period)


def _csrf_cookie() -> tuple[DeviceStorage, ...]:
    """Return the cookie against forged forms, none where the session holds it."""
    if settings.CSRF_USE_SESSIONS:
        return ()
    seconds = settings.CSRF_COOKIE_AGE
    period = timedelta(seconds=seconds) if seconds else Lasting.SESSION
    return (_cookie(settings.CSRF_COOKIE_NAME, period),)


def _session_period() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def build_protected_pages() -> ProcessingActivity:
    """Declare what opening a page with a password sets.

    Wagtail ends such a session with the browser: ``view_restrictions``.
    """
    return ProcessingActivity(
        key=ActivityKey("site.protected_pages"),
        title=N_("Pages with a password"),
        lead=N_("Some pages open only with a password; two cookies belong to that."),
        explanation=N_(
            "One holds a random number by which the server finds out that the right "
            "password was entered. The other keeps other sites from sending the form "
            "in a reader’s name. Pages without a password set neither."
        ),
        purpose=Purpose(
            N_("Keep a page for those who know its password."),
            broader="dpv:EnforceAccessControl",
        ),
        data_subjects=(DataSubject.READER,),
        data=(
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=N_("Random number of the session"),
            ),
            PersonalData(
                Category.HISTORY,
                source=Source.ENTERED,
                label=N_("Which pages were opened by their password"),
            ),
        ),
        legal_basis=Contract(
            N_("Whoever enters a password wants to read what is behind it.")
        ),
        retention=KeepOutside(_session_period()),
        erasure=N_("Close the browser, or delete the cookies in its settings."),
        device_storage=(
            _cookie(settings.SESSION_COOKIE_NAME, Lasting.SESSION),
            *_csrf_cookie(),
        ),
        group=StandardGroup.ENTER,
    )


def build_sign_in() -> ProcessingActivity:
    """Declare what signing in to the admin sets."""
    period = (
        Lasting.SESSION
        if settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
        else _session_period()
    )
    return ProcessingActivity(
        key=ActivityKey("site.sign_in"),
        title=N_("Signing in as an editor"),
        lead=N_("Whoever edits this site signs in; cookies remember that."),
        explanation=N_(
            "This is about the people who run this site, not about its readers. "
            "Nobody else gets these cookies."
        ),
        purpose=Purpose(
            N_("Let editors in, and nobody else."),
            broader="dpv:EnforceAccessControl",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=N_("Random number of the session, and the account it is of"),
            ),
        ),
        legal_basis=Contract(N_("Whoever signs in wants to stay signed in.")),
        retention=KeepOutside(_session_period()),
        erasure=N_("Sign out; the session then ends at once."),
        device_storage=(
            _cookie(settings.SESSION_COOKIE_NAME, period),
            *_csrf_cookie(),
            DeviceStorage(
                StorageKind.COOKIE, _SIDEBAR, period=Lasting.SESSION, on_use=True
            ),
        ),
    )
