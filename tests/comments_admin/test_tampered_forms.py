"""What a moderator's browser sends can be changed: nothing leaks, and nothing fails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import (
    BulkDecision,
    Comment,
    Decision,
    State,
)
from privacy_plugin.comments.moderation.bulk_decisions import start
from tests.privacy_admin.conftest import only_for
from tests.support import factories
from tests.support.bulk_actions import address
from tests.support.factories.second_site import SecondSite

BEYOND_UTC = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")
EVERYTHING = "1-90000"


@pytest.fixture
def neighbour(moderator: User, second_site: SecondSite) -> User:
    only_for(moderator, second_site.site)
    return User.objects.get(pk=moderator.pk)


@pytest.fixture
def there(second_site: SecondSite) -> Comment:
    return factories.comment(discussion=get_or_create_discussion(second_site.post()))


@pytest.fixture
def here(second_site: SecondSite) -> list[Comment]:
    """Return more comments on the default site than a page shows."""
    discussion = get_or_create_discussion(factories.post())
    return [factories.comment(discussion=discussion) for _ in range(105)]


def test_bulk_page_counts_no_comment_of_another_site(
    neighbour: User, client: Client, here: list[Comment], there: Comment
):
    client.force_login(neighbour)
    url = address("approve", id=there.pk)
    form = {"comments": EVERYTHING, "seen_at": "x"}

    page = client.post(url, form)

    assert page.status_code == 200
    assert page.context["count"] == 1
    assert page.context["more"] == 0
    assert page.context["unread_label"] == ""


def test_tampered_bulk_decision_reaches_own_comments_without_further_question(
    neighbour: User, client: Client, here: list[Comment], there: Comment
):
    client.force_login(neighbour)
    form = {"comments": EVERYTHING, "seen_at": timezone.now().isoformat()}

    client.post(address("approve", id=there.pk), form)

    assert list(Comment.objects.filter(state=State.APPROVED)) == [there]
    assert not BulkDecision.objects.exists()


def test_bulk_decision_stores_only_keys_its_editor_moderates(
    neighbour: User, here: list[Comment], there: Comment
):
    at = timezone.now()

    bulk = start(Decision.SPAM, range(1, 90_000), editor=neighbour, seen_at=at, at=at)

    assert (bulk.total, bulk.comments) == (1, str(there.pk))


def _send(client: Client, where: str, comment: Comment, seen_at: str) -> Any:
    if where == "bulk":
        form = {"comments": str(comment.pk)}
        return client.post(
            address("approve", id=comment.pk), form | {"seen_at": seen_at}
        )
    form = {"decision": "approve", "text": "Yes.", "seen_at": seen_at}
    return client.post(reverse(f"comments_admin:{where}", args=[comment.pk]), form)


@pytest.mark.parametrize("where", ["bulk", "decide", "answer"])
@pytest.mark.parametrize("seen_at", BEYOND_UTC)
def test_seen_at_beyond_the_calendar_changes_nothing(
    moderation: Client, where: str, seen_at: str
):
    comment = factories.comment()

    response = _send(moderation, where, comment, seen_at)

    comment.refresh_from_db()
    assert response.status_code in {200, 302}
    assert comment.state == State.PENDING
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("where", ["bulk", "decide", "answer"])
def test_seen_at_of_the_future_counts_as_now(moderation: Client, where: str):
    comment = factories.comment()
    edited_at = timezone.now() + timedelta(minutes=1)  # after the form was checked
    Comment.objects.filter(pk=comment.pk).update(edited_at=edited_at)

    _send(moderation, where, comment, (edited_at + timedelta(days=1)).isoformat())

    comment.refresh_from_db()
    assert comment.state == State.PENDING


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("comments_admin:index", "submitted"),
        ("privacy_admin:consents", "decided_at"),
        ("privacy_admin:transmissions", "begun_at"),
        ("privacy_admin:refusals", "begun_at"),
        ("privacy_admin:retention", "next_at"),
        ("subscriptions_admin:requests", "requested_at"),
        ("subscriptions_admin:deliveries", "at"),
    ],
)
@pytest.mark.parametrize(
    ("zone", "end", "day"),
    [
        ("Asia/Tokyo", "from", "0001-01-01"),
        ("America/New_York", "to", "9999-12-31"),
    ],
)
def test_day_that_utc_does_not_have_is_refused_by_date_filters(
    admin_client: Client,
    admin_user: User,
    name: str,
    field: str,
    zone: str,
    end: str,
    day: str,
):
    profile = UserProfile.get_for_user(admin_user)
    profile.current_time_zone = zone
    profile.save()

    page = admin_client.get(reverse(name), {f"{field}_{end}": day})

    assert page.status_code == 200
    assert list(page.context["filters"].form.errors) == [field]
