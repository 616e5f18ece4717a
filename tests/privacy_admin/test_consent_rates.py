"""How many of those who were asked agreed is told from what is there anyway."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from blog.models import ContactPage
from privacy_plugin.admin.consents.counts import count_acts, get_counts
from privacy_plugin.admin.consents.rates import ConsentRate, get_consent_rates
from privacy_plugin.comments.models import (
    CheckState,
    Comment,
    Discussion,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.form_pages.models import Submission
from tests.privacy_admin.conftest import Enter, only_for
from tests.support import factories

CHECK = "comments.spam_check"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _checker(settings: Any) -> None:
    """Let the site have a spam checker, so that commenters are asked."""
    settings.PRIVACY_AKISMET_API_KEY = "set"
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = "privacy_plugin.testing.InMemoryChecker"


def agreements(sites: list[int] | None, *, at: datetime) -> list[ConsentRate]:
    return get_consent_rates(get_counts(sites, at=at), at=at)


def comments(
    count: int, *, agreed: int = 0, site: Site | None = None, **changes: Any
) -> list[Comment]:
    """Return comments on a site, the first of them with an agreement."""
    discussion, _made = Discussion.objects.get_or_create(
        target_type="test.thing", target_id=str(site), site=site
    )
    made = [factories.comment(discussion=discussion, **changes) for _ in range(count)]
    for comment in made[:agreed]:
        factories.consent(key=CHECK, subject=SubjectKey(comment.subject_key))
    return made


def told(sites: list[int] | None = None) -> list[tuple[int, int]]:
    """Return the numbers about the spam check, nothing where there are none."""
    found = agreements(sites, at=timezone.now())
    return [
        (one.agreed, one.acts) for one in found if one.title.startswith("Spam check")
    ]


def panel(client: Client) -> Tag:
    """Return the table of the start page, empty where there is none."""
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    found = page.select_one(".privacy-admin__consent-rates")
    return found or BeautifulSoup("", "html.parser")


def test_a_share_is_told_in_words_and_drawn(enter: Enter, site: Site):
    comments(7, agreed=3, site=site)

    table = panel(enter("officer"))

    assert "3 of 7 comments of the last 90 days" in table.get_text()
    meter = table.select_one("meter")
    assert meter is not None
    assert (meter["value"], meter["max"]) == ("3", "7")
    assert meter["aria-label"] == "Spam check by Akismet"
    assert not {"low", "high", "optimum", "style"} & meter.attrs.keys()


def test_few_are_no_share(enter: Enter, site: Site):
    comments(4, agreed=4, site=site)

    table = panel(enter("officer"))

    assert "Fewer than 5 comments in the last 90 days" in table.get_text()
    assert not table.select("meter")
    assert "4" not in table.get_text()


def test_nobody_asked_is_nothing_told(enter: Enter, settings: Any):
    assert not panel(enter("officer")).get_text()
    comments(6)
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = ""

    assert told() == []


def test_only_an_agreement_that_stands_counts(db: None):
    made = comments(6, agreed=3)
    ledger.withdraw(
        SubjectKey(made[0].subject_key), CHECK, method="x", at=timezone.now()
    )

    assert told() == [(2, 6)]
    later = agreements(None, at=timezone.now() + 89 * DAY)
    assert (later[0].agreed, later[0].acts) == (2, 6)


def test_an_agreement_to_something_else_does_not_count(db: None):
    made = comments(6)
    with factories.declared(factories.sending()):
        factories.consent(subject=SubjectKey(made[0].subject_key))

    assert told() == [(0, 6)]


def test_what_was_written_without_a_question_does_not_count(db: None):
    comments(5, agreed=1)
    comments(1, submitted_at=timezone.now() - 91 * DAY)
    comments(1, subject_key="")
    comments(1, state=State.SPAM, rejected_at=timezone.now())
    comments(1, editor=User.objects.create_user("own"))
    (unasked,) = comments(1)
    SpamCheck.objects.create(
        comment=unasked,
        state=CheckState.NOT_CHECKED,
        reason=SkipReason.NO_CHECKER,
    )
    (asked,) = comments(1)
    SpamCheck.objects.create(
        comment=asked, state=CheckState.NOT_CHECKED, reason=SkipReason.NO_CONSENT
    )

    assert told() == [(1, 6)]


def test_one_sees_the_share_of_the_sites_one_looks_after(
    enter: Enter, site: Site, other_site: Site
):
    comments(6, agreed=1, site=site)
    comments(8, agreed=2, site=other_site)
    client = enter("officer")
    assert "3 of 14 comments" in panel(client).get_text()

    only_for(User.objects.get(username="officer"), other_site)

    assert "2 of 8 comments" in panel(client).get_text()
    for who in ("editor", "publisher", "moderator"):
        assert not panel(enter(who)).get_text()


def test_messages_are_counted_where_their_form_asks(
    db: None, monkeypatch: pytest.MonkeyPatch
):
    page = ContactPage(title="Write to us", slug="write-to-us")
    factories.index().add_child(instance=page)
    monkeypatch.setattr(ContactPage, "privacy_consents", ("test.sending",))
    for number in range(6):
        Submission.objects.create(page=page, form_data={}, subject_key=f"key{number}")
    Submission.objects.create(
        page=page, form_data={}, subject_key="spam", finding="trap"
    )

    with factories.declared(factories.sending()):
        factories.consent(subject=SubjectKey("key1"))
        (told,) = agreements(None, at=timezone.now())

    assert told.sentence == "1 of 6 messages of the last 90 days"
    assert agreements(None, at=timezone.now()) == []


def test_counting_stores_nothing(
    enter: Enter, site: Site, django_assert_max_num_queries
):
    comments(6, agreed=2, site=site)

    with django_assert_max_num_queries(8) as asked:
        count_acts(None, at=timezone.now())

    assert all(
        query["sql"].startswith(("SELECT", "(SELECT"))
        for query in asked.captured_queries
    )
