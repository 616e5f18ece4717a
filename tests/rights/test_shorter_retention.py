"""A site may keep less long than declared: everything says so, and does so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Site

from privacy_plugin.comments.admin.retention_deadlines import get_retention_deadlines
from privacy_plugin.comments.authors.status import get_author_status
from privacy_plugin.comments.models import Comment, Discussion, State
from privacy_plugin.comments.processing.readers import REJECTION
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.disclosure.record import build
from privacy_plugin.disclosure.render.retention_period import describe_retention_period
from privacy_plugin.disclosure.retention_overrides import get_max_days, parse_overrides
from privacy_plugin.processing import Keep, registry
from privacy_plugin.rights.retention import purge
from tests.support import factories
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CHECK = "comments.spam_check"


@pytest.fixture
def here() -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def there(here: Site) -> Site:
    """Return another site in the same database."""
    return Site.objects.create(hostname="other.example", root_page=here.root_page)


def shorten(site: Site, **days: Any) -> None:
    """Let a site keep less long; a double underscore stands for a dot."""
    chosen = {key.replace("__", "."): value for key, value in days.items()}
    setting = ControllerSettings.for_site(site)
    setting.retention_days = chosen
    setting.save()


def rejected(site: Site | None, *, ago: timedelta) -> Comment:
    """Return a comment on a site that was taken for spam some time ago."""
    discussion, _made = Discussion.objects.get_or_create(
        target_type="test.thing", target_id=str(site), site=site
    )
    return factories.comment(
        discussion=discussion, state=State.SPAM, rejected_at=timezone.now() - ago
    )


def told(site: Site, key: str = REJECTION, language: str = "en") -> str:
    """Return what readers of a site are told about how long."""
    controller = get_site_controller(site.pk)
    shown = disclose(key, controller=controller, language=language)
    return next(row.text for row in shown.first_layer if row.term == "how_long")


def test_the_rows_of_each_site_end_at_their_own_time(here: Site, there: Site):
    shorten(here, comments__quarantine=3)
    shorten(there, comments__quarantine=10)
    kept = {
        rejected(here, ago=3 * DAY - HOUR),
        rejected(there, ago=10 * DAY - HOUR),
        rejected(None, ago=15 * DAY - HOUR),
    }
    for site, days in ((here, 3), (there, 10), (None, 15)):
        rejected(site, ago=days * DAY + HOUR)
    rejected(here, ago=20 * DAY)  # over by any period, and counted once

    counted = {
        one.activity: one.count for one in purge(at=timezone.now(), dry_run=True)
    }
    assert counted[REJECTION] == 4
    assert Comment.objects.count() == 7
    done = {one.activity: one.count for one in purge(at=timezone.now())}

    assert done == counted
    assert set(Comment.objects.all()) == kept


def test_what_only_a_check_needs_ends_with_its_site_s_time(here: Site, there: Site):
    shorten(here, comments__spam_check=2)
    rows = {
        site: factories.check_context(
            factories.comment(
                discussion=Discussion.objects.create(
                    target_type="test.thing", target_id=str(site.pk), site=site
                )
            ),
            age=3 * DAY,
        )
        for site in (here, there)
    }

    purge(at=timezone.now())

    assert not type(rows[here]).objects.filter(pk=rows[here].pk).exists()
    assert type(rows[there]).objects.filter(pk=rows[there].pk).exists()


def test_the_rows_of_a_deleted_site_end_as_declared(there: Site):
    shorten(there, comments__quarantine=3)
    comment = rejected(there, ago=10 * DAY)
    there.delete()

    purge(at=timezone.now())

    assert Comment.objects.filter(pk=comment.pk).exists()


def test_readers_of_each_site_are_told_its_own_time(here: Site, there: Site):
    shorten(here, comments__quarantine=3)

    assert "3 days" in told(here)
    assert "3 Tage" in told(here, language="de")
    assert "15 days" in told(there)
    assert (
        describe_retention_period(REJECTION, get_site_controller(there.pk)) == "15 days"
    )
    drawn = build.build_record(
        get_site_controller(here.pk), language="en", at=timezone.now()
    )
    (row,) = [one for one in drawn.rows if one["activity"] == REJECTION]
    assert "3 days" in row["retention"]


def test_the_writer_and_the_moderator_are_told_the_same(here: Site):
    shorten(here, comments__quarantine=3)
    comment = rejected(here, ago=DAY)

    assert "3 days" in str(get_author_status(comment).explanation)
    (end,) = get_retention_deadlines(comment, None, (), has_consents=False)
    assert end.at is not None
    assert comment.rejected_at is not None
    assert end.at - comment.rejected_at == 3 * DAY


def test_consents_to_another_period_are_asked_for_again(
    here: Site, there: Site, settings
):
    settings.PRIVACY_AKISMET_API_KEY = "set"
    now = timezone.now()
    givers: dict[Site, SubjectKey] = {}
    for site in (here, there):
        shown = disclose(CHECK, controller=get_site_controller(site.pk))
        givers[site] = new_subject_key()
        ledger.give(givers[site], save_version(shown), method="form", at=now)

    shorten(here, comments__spam_check=2)

    assert not ledger.permits(givers[here], CHECK, at=now)
    assert ledger.permits(givers[there], CHECK, at=now)
    shorten(here)
    assert ledger.permits(givers[here], CHECK, at=now)


@pytest.mark.parametrize(
    "days", [0, -1, 15, 16, 10**9, 10**20, 1.5, "3", True, None, [3], {}]
)
def test_what_cannot_count_falls_back_to_what_is_declared(here: Site, days: object):
    shorten(here, comments__quarantine=days)
    comment = rejected(here, ago=15 * DAY - HOUR)

    purge(at=timezone.now())

    assert "15 days" in told(here)
    assert Comment.objects.filter(pk=comment.pk).exists()


@pytest.mark.parametrize("stored", [None, [], "text", 3, {"gone.activity": 3}])
def test_whatever_stands_in_the_column_nothing_fails(here: Site, stored: object):
    setting = ControllerSettings.for_site(here)
    setting.retention_days = stored if stored is not None else {}
    setting.save()

    purge(at=timezone.now())

    assert "15 days" in told(here)
    assert set(parse_overrides(stored)) <= {"gone.activity"}


def test_where_no_row_leads_to_a_site_nothing_can_be_shortened(here: Site):
    fixed = (
        "privacy.transmission_list",
        "privacy.consent_proof",
        "subscriptions.enrolment",
    )
    shorten(here, **dict.fromkeys(fixed, 3))

    for key in fixed:
        keep = registry.get(key).retention
        assert isinstance(keep, Keep)
        assert not get_max_days(registry.get(key))
        assert "3 days" not in told(here, key)


def test_less_than_a_day_cannot_be_shortened_in_days(here: Site):
    keep = Keep(20 * HOUR, after="privacy_comments.Comment.rejected_at")
    column = registry.get(REJECTION).data

    with factories.declared(factories.activity(data=column, retention=keep)):
        assert get_max_days(registry.get("test.local")) == 0


def test_a_shorter_period_stands_beside_words_that_name_the_declared_one(here: Site):
    texts.published(REJECTION, lead="It goes after 15 days.")

    shorten(here, comments__quarantine=3)

    with override("en"):
        shown = disclose(REJECTION, controller=get_site_controller(here.pk))
    assert shown.wording.lead == "It goes after 15 days."
    assert "3 days" in " ".join(row.text for row in shown.first_layer)


def test_a_placeholder_names_the_shorter_period(here: Site):
    texts.published(REJECTION, lead="It goes after {period}.")
    shorten(here, comments__quarantine=3)

    shown = disclose(REJECTION, controller=get_site_controller(here.pk), language="en")

    assert shown.wording.lead == "It goes after 3 days."
