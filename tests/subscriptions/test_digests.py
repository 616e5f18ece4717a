"""Digests: once a day or a week, by somebody's own clock, and never empty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from blog.models import Category
from privacy_plugin.subscriptions.delivery.expand import next_digest_time
from privacy_plugin.subscriptions.emails import render
from privacy_plugin.subscriptions.models import Delivery, Kind, Mailing, MailingState
from privacy_plugin.subscriptions.signup import preferences
from tests.support import factories
from tests.support.servers.mailbox import text_of

BERLIN = "Europe/Berlin"


def local(moment: datetime, zone: str = BERLIN) -> str:
    """Return what a clock on the wall shows."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("after", "frequency", "zone", "expected"),
    [
        ("2026-11-23T05:59:00+00:00", "daily", BERLIN, "Mon 2026-11-23 07:00"),
        ("2026-11-23T06:00:00+00:00", "daily", BERLIN, "Tue 2026-11-24 07:00"),
        ("2026-11-23T05:59:00+00:00", "weekly", BERLIN, "Mon 2026-11-23 07:00"),
        ("2026-11-23T09:00:00+00:00", "weekly", BERLIN, "Mon 2026-11-30 07:00"),
        ("2026-03-28T12:00:00+00:00", "daily", BERLIN, "Sun 2026-03-29 07:00"),
        ("2026-10-24T12:00:00+00:00", "daily", BERLIN, "Sun 2026-10-25 07:00"),
        (
            "2026-11-23T05:59:00+00:00",
            "daily",
            "Pacific/Auckland",
            "Tue 2026-11-24 07:00",
        ),
    ],
)
def test_a_digest_leaves_at_seven_by_the_readers_clock(
    after, frequency, zone, expected
):
    found = next_digest_time(factories.moment(after), frequency, zone)

    assert local(found, zone) == expected


def test_an_hour_the_clock_skips_is_an_hour_later(settings):
    settings.PRIVACY_SUBSCRIPTIONS_DIGEST_HOUR = 2

    found = next_digest_time(
        factories.moment("2026-03-28T12:00:00+00:00"), "daily", BERLIN
    )

    assert local(found) == "Sun 2026-03-29 03:00"


def test_an_hour_the_clock_repeats_counts_once(settings):
    settings.PRIVACY_SUBSCRIPTIONS_DIGEST_HOUR = 2

    first = next_digest_time(
        factories.moment("2026-10-24T12:00:00+00:00"), "daily", BERLIN
    )
    second = next_digest_time(first, "daily", BERLIN)

    assert first == factories.moment("2026-10-25T00:00:00+00:00")
    assert local(second) == "Mon 2026-10-26 02:00"


@given(
    st.datetimes(
        min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis wants it so
        max_value=datetime(2028, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    st.sampled_from([BERLIN, "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
    st.sampled_from([("daily", 1), ("weekly", 7)]),
)
def test_windows_follow_one_another_without_a_gap(after, zone, frequency):
    name, days = frequency

    first = next_digest_time(after, name, zone)
    second = next_digest_time(first, name, zone)

    assert timedelta(0) < first - after <= timedelta(days=days, hours=2)
    assert abs(second - first - timedelta(days=days)) <= timedelta(hours=1)


def test_a_digest_holds_what_was_published_since_and_comes_once(
    index, box, work, clock
):
    factories.subscriber("ada@example.org", frequency="daily")
    clock.tick(minutes=1)
    factories.post(title="First post")
    clock.tick(hours=1)
    factories.post(title="Second post")
    work()
    assert box.mails == []

    clock.tick(days=1)
    work()
    work()

    mail = box.one()
    assert mail["Subject"] == "First post, and 1 more post"
    assert "First post" in text_of(mail)
    assert "Second post" in text_of(mail)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_an_empty_digest_is_not_sent(index, box, work, clock):
    factories.subscriber("ada@example.org", frequency="weekly")
    for _day in range(15):
        clock.tick(days=1)
        work()

    assert box.mails == []


def test_a_post_that_is_gone_is_left_out_of_the_digest(index, box, work, clock):
    factories.subscriber("ada@example.org", frequency="daily")
    clock.tick(minutes=1)
    gone = factories.post(title="Written in anger")
    factories.post(title="Written in peace")
    work()
    gone.unpublish()
    clock.tick(days=1)
    work()

    assert "anger" not in text_of(box.one())


def test_a_digest_of_nothing_but_what_is_gone_is_not_sent(index, box, work, clock):
    factories.subscriber("ada@example.org", frequency="daily")
    clock.tick(minutes=1)
    gone = factories.post(title="Written in anger")
    work()
    gone.unpublish()
    clock.tick(days=1)
    work()

    assert box.mails == []


def test_each_gets_theirs_by_their_own_clock(index, box, work, clock):
    clock.now = factories.moment("2026-11-23T09:00:00+00:00")
    factories.subscriber("ada@example.org", frequency="daily", time_zone=BERLIN)
    factories.subscriber(
        "bob@example.org", frequency="daily", time_zone="America/New_York"
    )
    clock.tick(minutes=1)
    factories.post()
    work()
    clock.now = factories.moment("2026-11-23T12:30:00+00:00")
    work()
    assert box.recipients == ["bob@example.org"]

    clock.now = factories.moment("2026-11-24T06:30:00+00:00")
    work()

    assert box.recipients == ["bob@example.org", "ada@example.org"]


@pytest.mark.parametrize("count", [3, 150, 1000])
@pytest.mark.parametrize("language", ["en", "de"])
def test_digest_is_never_cut_off_before_the_way_to_leave(index, count, language):
    site = Site.objects.get(is_default_site=True)
    items = [
        render.EmailItem(
            f"Über {number}", f"http://localhost/{number}/", "Ü" * 500, page=1
        )
        for number in range(count)
    ]

    master = render.render_newsletter(
        Kind.POSTS, items, language=language, site=site, is_digest=True
    )

    mail = master.build_content(
        render.PersonalLinks(leave_url="http://localhost/leave/x/")
    )
    assert len(mail.html.encode()) <= render.MAX_BYTES
    assert "http://localhost/leave/x/" in mail.html
    shown = mail.html.count("<h2")
    assert shown == count or str(count - shown) in mail.text
    assert str(count - 1) in mail.subject


def test_waiting_digest_follows_changed_topics(index, box, work, clock):
    garden, kitchen = (
        Category.objects.create(name=name, slug=name, locale=index.locale)
        for name in ("garden", "kitchen")
    )
    ada = factories.subscriber(frequency="daily", topics=(str(garden.translation_key),))
    clock.tick(minutes=1)
    for category in (garden, kitchen):
        post = factories.post(title=f"About the {category.name}", live=False)
        post.categories.add(category)
        post.save_revision().publish()
    work()

    choose(ada, clock, topics=[str(kitchen.translation_key)])
    clock.tick(days=1)
    work()
    work()

    assert box.one()["Subject"] == "About the kitchen"


def test_waiting_digest_follows_changed_language(index, box, work, clock):
    ada = factories.subscriber(frequency="weekly")
    clock.tick(minutes=1)
    factories.german_post(factories.post(title="In English"), title="Auf Deutsch")
    work()
    assert Mailing.objects.filter(state=MailingState.DONE).exists()

    choose(ada, clock, frequency="weekly", language="de")
    clock.tick(days=7)
    work()

    assert box.one()["Subject"] == "Auf Deutsch"
    clock.tick(days=7)
    work()
    assert len(box.mails) == 1


def test_changing_ones_mind_twice_loses_nothing_and_doubles_nothing(
    index, box, work, clock
):
    ada = factories.subscriber(frequency="daily")
    clock.tick(minutes=1)
    factories.post(title="First")
    work()
    for language in ("de", "en", "de", "en"):
        choose(ada, clock, language=language)

    clock.tick(days=1)
    work()
    choose(ada, clock, language="de")
    choose(ada, clock, language="en")
    clock.tick(days=1)
    work()

    assert [mail["Subject"] for mail in box.mails] == ["First"]


def choose(subscriber, clock, **values) -> None:
    """Do what the form of their own page does."""
    subscriber.refresh_from_db()
    chosen = {"language": "en", "time_zone": "", "frequency": "daily", "topics": ()}
    preferences.update_preferences(subscriber, chosen | values, at=clock.now)
