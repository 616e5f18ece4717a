"""A stand-in over a real socket, and permits to send to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import django
import pytest
from django.db import transaction
from django.utils import timezone

from blog.demo.servers.akismet import AkismetServer
from privacy_plugin.akismet.checker import AkismetChecker
from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.comments.spam_check.protocol import Submission
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import new_subject_key
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.egress.gateway import authorize
from privacy_plugin.egress.permit import Permit
from tests.support.factories.disclosures import disclose
from tests.support.servers.akismet import KEY, impatient_checker, server, stand_in

ADDRESS = "admin@example.com"
ADMINS = [ADDRESS] if django.VERSION >= (6, 0) else [("Admin", ADDRESS)]
SUBMISSION = Submission(
    text="Très vrai: a text nobody else wrote",
    name="Ada Läufer",
    email="ada@example.com",
    website="https://ada.example.com/",
    kind="comment",
    permalink="https://blog.example.com/post/",
    language="en",
    submitted_at=datetime(2026, 11, 23, 12, 30, tzinfo=UTC),
    post_modified_at=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    ip_address="203.0.113.7",
    user_agent="Mozilla/5.0 (a reader's browser)",
    blog_url="https://blog.example.com",
)

__all__ = ["KEY", "server", "stand_in"]
Permits = Callable[..., Permit]


@pytest.fixture
def checker() -> AkismetChecker:
    return impatient_checker()


@pytest.fixture
def permit(db, checker: AkismetChecker) -> Permits:
    """Return a function that agrees for a new person and gets a permit."""

    def issue(
        activity: str = SPAM_CHECK, recheck_reason: str = "", **changes: Any
    ) -> Permit:
        submission = replace(SUBMISSION, **changes)
        values = checker.build_payload(submission, recheck_reason=recheck_reason)
        subject, at = new_subject_key(), timezone.now()
        ledger.give(subject, save_version(disclose(activity)), method="form", at=at)
        with transaction.atomic():
            return authorize(activity, subject=subject, values=values, at=at)

    return issue


@pytest.fixture
def free_port() -> int:
    """Return a port nobody listens on."""
    with AkismetServer() as gone:
        port = urlsplit(gone.url).port
    assert port
    return port
