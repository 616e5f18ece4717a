"""Make the smallest valid object of each kind; everything else has a default.

What belongs to an optional app is made in a module of its own, so that the tests of the
core also run on a site without that app.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.utils import timezone

from privacy_plugin import (
    ActivityKey,
    Button,
    Category,
    Consent,
    DataSubject,
    LegitimateInterest,
    NotStored,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Role,
    Source,
    Transfer,
)
from privacy_plugin.consent import append_only, ledger
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.processing import registry
from tests.support.factories.disclosures import disclose

if apps.is_installed("privacy_plugin.comments"):
    from tests.support.factories.comments import check_context, comment  # noqa: F401 - factories offers them
if apps.is_installed("privacy_plugin.subscriptions"):
    from tests.support.factories.subscriptions import (  # noqa: F401 - factories offers them
        many_subscribers,
        pending_subscription,
        subscriber,
    )
if apps.is_installed("blog"):
    from tests.support.factories.posts import (  # noqa: F401 - factories offers them
        german,
        german_index,
        german_post,
        index,
        post,
        translated_index,
    )


def editor(*, name: str = "editor") -> AbstractBaseUser:
    """Return somebody who may do everything in the admin; the password is the name."""
    return get_user_model().objects.create_superuser(name, f"{name}@example.com", name)


def moment(text: str) -> datetime:
    """Return an instant from ISO 8601, with its offset."""
    return datetime.fromisoformat(text)


def activity(**changes: Any) -> ProcessingActivity:
    """Return a declaration of something that stays here and is not stored."""
    facts: dict[str, Any] = {
        "key": ActivityKey("test.local"),
        "title": "Counting readers",
        "purpose": Purpose("To know how many read this.", broader="dpv:Analytics"),
        "data_subjects": (DataSubject.READER,),
        "data": (PersonalData(Category.TIME, source=Source.SITE),),
        "legal_basis": LegitimateInterest("We want to know whether anybody reads."),
        "retention": NotStored(),
        "erasure": "Nothing is kept that could be deleted.",
    }
    return ProcessingActivity(**facts | changes)


def recipient(**changes: Any) -> Recipient:
    """Return somebody outside, in another country."""
    facts: dict[str, Any] = {
        "name": "Recipient Ltd",
        "role": Role.CONTROLLER,
        "hosts": ("recipient.example",),
        "kept_for": "They keep it for a week.",
        "policy_url": "https://recipient.example/privacy",
        "transfer": Transfer("US", safeguard="Nothing but your consent."),
    } | changes
    return Recipient(facts.pop("name"), **facts)


def sending(**changes: Any) -> ProcessingActivity:
    """Return a declaration of something that leaves, with consent: text and name."""
    facts: dict[str, Any] = {
        "key": ActivityKey("test.sending"),
        "data": (
            PersonalData(Category.FREE_TEXT, source=Source.ENTERED, sent_as="text"),
            PersonalData(
                Category.NAME, source=Source.ENTERED, sent_as="name", optional=True
            ),
        ),
        "not_personal": ("site",),
        "legal_basis": Consent("Recipient Ltd may read my text."),
        "recipient": recipient(),
        "buttons": (Button.AGREE, Button.WITHOUT),
    }
    return activity(**facts | changes)


@contextmanager
def declared(*activities: ProcessingActivity) -> Iterator[None]:
    """Let these declarations count, in place of any with the same key."""
    with ExitStack() as stack:
        for one in activities:
            stack.enter_context(registry.replaced(one))
        yield


def version(key: str = "test.sending", *, language: str = "en") -> DisclosureVersion:
    """Return the stored text of a declared activity."""
    return save_version(disclose(key, language=language))


def consent(
    *,
    key: str = "test.sending",
    subject: SubjectKey | None = None,
    at: datetime | None = None,
) -> ConsentRecord:
    """Return the record of a consent just given to a declared activity."""
    return ledger.give(
        subject or new_subject_key(),
        version(key),
        method="form",
        at=at or timezone.now(),
    )


@contextmanager
def lifted_triggers() -> Iterator[None]:
    """Let the database take rows it would refuse, such as events of years ago."""
    connection.check_constraints()  # PostgreSQL waits for what is pending
    append_only.lift(connection)
    yield
    connection.check_constraints()
    append_only.install(connection)
