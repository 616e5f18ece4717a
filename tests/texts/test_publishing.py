"""What an admin publishes is what readers see, and what a consent rests on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from wagtail.models import Revision, Site

from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.errors import StaleNotice
from privacy_plugin.disclosure.models import DisclosureVersion, PublishedText
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.disclosure.texts.models import ChangeType
from tests.support import factories
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose, get_shown_version

KEY = "test.sending"
WORDS = {
    "title": "Somebody reads along",
    "lead": "{recipient} reads your text.",
    "explanation": "It goes to {country}.\n\nNothing else does.",
    "question": "May they read it?",
    "button_agree": "Let them read it",
    "button_always": "Let them always read it",
    "button_without": "Go on without",
    "notes": "Ask us.",
}

pytestmark = pytest.mark.usefixtures("declared")


def counts(record: ConsentRecord) -> bool:
    """Say whether a consent is still good for a sending."""
    return ledger.permits(SubjectKey(record.subject_key), KEY, at=timezone.now())


def test_published_words_replace_the_shipped_ones_and_no_fact():
    shipped = disclose(KEY)

    texts.published(**WORDS)

    shown = disclose(KEY)
    assert shown.title == "Somebody reads along"
    assert shown.question == "May they read it?"
    assert shown.wording.lead == "Recipient Ltd reads your text."
    assert (
        shown.wording.explanation == "It goes to United States.\n\nNothing else does."
    )
    assert shown.wording.button_without == "Go on without"
    assert shown.first_layer == shipped.first_layer
    assert shown.second_layer == shipped.second_layer
    assert shown.facts == shipped.facts
    assert shown.digest != shipped.digest


def test_what_is_left_empty_stays_as_shipped():
    texts.published(title="", lead="Only this.")

    shown = disclose(KEY)

    assert shown.title == "Counting readers"
    assert shown.question == "Recipient Ltd may read my text."
    assert shown.wording.lead == "Only this."


def test_a_draft_is_shown_to_nobody():
    before = disclose(KEY).digest

    text = texts.draft(**WORDS)
    assert disclose(KEY).digest == before

    texts.republish(text)
    texts.revision_of(text, title="Not yet")
    assert disclose(KEY).title == "Somebody reads along"


def test_words_belong_to_one_language_and_one_site(site: Site):
    other = Site.objects.create(
        hostname="other.example", root_page=site.root_page, site_name="Other"
    )
    texts.published(title="Hier", language="de")
    texts.published(title="There", site=other)

    assert disclose(KEY, language="de").title == "Hier"
    assert disclose(KEY, language="de-at").title == "Hier"
    assert disclose(KEY, language="en").title == "Counting readers"
    there = get_site_controller(other.pk)
    assert disclose(KEY, controller=there).title == "There"
    assert disclose(KEY, controller=there, language="de").title != "Hier"


def test_without_a_question_in_the_law_there_is_none_in_the_text():
    with factories.declared(factories.activity()):
        texts.published("test.local", question="May we?")

        assert disclose("test.local").question == ""


def test_a_change_of_wording_leaves_every_consent_standing():
    text = texts.published()
    consent = factories.consent()

    texts.republish(text, title="Another title", change=ChangeType.WORDING)

    assert counts(consent)
    assert get_shown_version(KEY, consent.version.digest) == consent.version


def test_a_material_change_asks_again_in_every_language():
    text = texts.published()
    consent, shipped_german = (
        factories.consent(),
        save_version(disclose(KEY, language="de")),
    )
    german = ledger.give(
        new_subject_key(), shipped_german, method="form", at=timezone.now()
    )

    texts.republish(text, title="Another meaning", change=ChangeType.MATERIAL)

    assert not counts(consent)
    assert not counts(german)
    for before in (consent.version, shipped_german):
        with pytest.raises(StaleNotice):
            get_shown_version(KEY, before.digest)
    assert counts(factories.consent())


def test_no_way_back_makes_an_old_consent_count_again():
    text = texts.published()
    consent = factories.consent()
    words = consent.version.document["title"]
    texts.republish(text, title="Another meaning", change=ChangeType.MATERIAL)

    texts.republish(text, title=words, change=ChangeType.WORDING)
    assert not counts(consent)

    text.unpublish()
    assert disclose(KEY).title == "Counting readers"
    assert not counts(consent)


def test_a_text_that_is_taken_back_leaves_the_shipped_words():
    shipped = disclose(KEY).digest
    text = texts.published(**WORDS)
    consent = factories.consent()

    text.unpublish()

    assert disclose(KEY).digest == shipped
    assert counts(consent)


def test_what_a_cached_page_still_shows_is_recognised_after_the_change():
    shown_before = disclose(KEY)
    assert not DisclosureVersion.objects.exists()

    text = texts.published(**WORDS)
    assert (
        get_shown_version(KEY, shown_before.digest).document["title"]
        == "Counting readers"
    )

    shown = disclose(KEY, language="de")
    texts.republish(text, change=ChangeType.MATERIAL)
    with pytest.raises(StaleNotice):
        get_shown_version(KEY, shown.digest)


def test_each_publication_is_written_down_with_its_revision_and_version():
    text = texts.published(**WORDS)
    texts.republish(text, lead="New.", change=ChangeType.MATERIAL)
    text.unpublish()

    first, second, third = PublishedText.objects.order_by("pk")
    assert (first.is_material, first.material) == (False, 0)
    assert (second.is_material, second.material) == (True, 1)
    assert (third.words, third.material) == ({}, 1)
    assert second.version.document["words"]["lead"] == "New."
    assert second.version.facts["material"] == 1
    assert second.revision.pk in Revision.objects.values_list("pk", flat=True)
    assert third.version.digest == disclose(KEY).digest
    assert str(first).startswith("test.sending (en) #")


def test_a_published_revision_survives_purging_and_deleting():
    text = texts.published(**WORDS)
    old = text.live_revision
    texts.republish(text, lead="Newer")
    texts.revision_of(text, lead="A draft")

    call_command("purge_revisions", "--days=0", verbosity=0)

    assert Revision.objects.filter(pk=old.pk).exists()
    with pytest.raises(models.ProtectedError):
        text.delete()


def test_what_was_published_cannot_be_rewritten():
    texts.published(**WORDS)

    for rewrite in (
        lambda: PublishedText.objects.update(words={}),
        lambda: PublishedText.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rewrite()
    assert connection.vendor in {"sqlite", "postgresql"}


def test_a_scheduled_text_is_shown_when_its_time_has_come():
    text = texts.published(title="Now")
    later = timezone.now() + timedelta(hours=1)

    texts.republish(text, title="Later", go_live_at=later)
    assert disclose(KEY).title == "Now"
    assert PublishedText.objects.count() == 1

    past = timezone.now() - timedelta(minutes=1)
    Revision.objects.update(approved_go_live_at=None)
    revision = text.get_latest_revision()
    revision.approved_go_live_at = past
    revision.content["go_live_at"] = past.isoformat()
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    assert disclose(KEY).title == "Later"
    assert PublishedText.objects.latest("pk").revision == revision


def test_a_deleted_site_takes_its_text_out_of_use_and_proves_what_was_shown(
    site: Site,
):
    other = Site.objects.create(hostname="other.example", root_page=site.root_page)
    text = texts.published(site=other, **WORDS)

    other.delete()

    text.refresh_from_db()
    assert text.site is None
    assert PublishedText.objects.get().version.document["title"] == WORDS["title"]
    texts.republish(text, title="For nobody")
    assert PublishedText.objects.count() == 1


def test_a_text_of_an_activity_that_no_longer_exists_harms_nothing(site: Site):
    with factories.declared(factories.sending(key="test.passing")):
        text = texts.published("test.passing", **WORDS)

    texts.republish(text, title="After the end")

    assert PublishedText.objects.latest("pk").version is None
    assert disclose(KEY).title == "Counting readers"


def test_the_words_of_a_site_cost_one_query(django_assert_num_queries, site: Site):
    texts.published(**WORDS)
    texts.published(language="de", **WORDS)

    with django_assert_num_queries(2):  # the site, and all it has said
        controller = get_site_controller(site.pk)
        for _ in range(3):
            for language in ("en", "de"):
                disclose(KEY, controller=controller, language=language)


def test_a_clock_that_goes_backwards_changes_nothing_about_what_is_in_force(
    monkeypatch,
):
    text = texts.published(title="First")
    yesterday = timezone.now() - timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: yesterday)

    texts.republish(text, title="Second")

    assert disclose(KEY).title == "Second"
