"""What makes a site ask again, what does not, and how a shown text is recognised."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.conf import global_settings
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from privacy_plugin import (
    Category,
    Consent,
    Contract,
    DataSubject,
    HeldInMemory,
    KeepWhile,
    LegitimateInterest,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Role,
    Source,
    Transfer,
)
from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.disclosure.errors import StaleNotice, UnknownNotice
from privacy_plugin.disclosure.facts import get_facts
from privacy_plugin.disclosure.models import (
    MANDATORY,
    ControllerSettings,
    DisclosureVersion,
)
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.disclosure.render.document import compute_digest
from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.places import get_country_name
from privacy_plugin.processing import UnknownActivity
from tests.support import factories
from tests.support.factories.disclosures import disclose, get_shown_version

KEY = "test.sending"
WE = Controller(name="We")
TEXT = {"category": Category.FREE_TEXT, "source": Source.ENTERED, "sent_as": "text"}


def datum(**changes: Any) -> tuple[PersonalData, ...]:
    """Return one piece of data, a little different."""
    given_facts = TEXT | changes
    return (PersonalData(given_facts.pop("category"), **given_facts),)


def digest(activity: ProcessingActivity, controller: Controller = WE) -> str:
    """Return the digest of an activity's facts."""
    return compute_digest(get_facts(activity, controller))


FACTS: dict[str, ProcessingActivity] = {
    "key": factories.sending(key="test.other"),
    "purpose": factories.sending(
        purpose=Purpose("To sell it.", broader="dpv:Analytics")
    ),
    "broader": factories.sending(
        purpose=Purpose(factories.sending().purpose.text, broader="dpv:Marketing")
    ),
    "whose": factories.sending(data_subjects=(DataSubject.SUBSCRIBER,)),
    "no name": factories.sending(data=factories.sending().data[:1]),
    "category": factories.sending(data=datum(category=Category.EMAIL_ADDRESS)),
    "source": factories.sending(data=datum(source=Source.BROWSER)),
    "wire name": factories.sending(data=datum(sent_as="txt")),
    "optional": factories.sending(data=datum(optional=True)),
    "public": factories.sending(data=datum(public=True)),
    "stored": factories.sending(
        data=datum(stored_as="a.B.c"), retention=KeepWhile("Always.")
    ),
    "other names": factories.sending(not_personal=("site", "version")),
    "basis": factories.sending(legal_basis=LegitimateInterest("We want it.")),
    "request": factories.sending(legal_basis=Contract("You want it.")),
    "necessity": factories.sending(
        legal_basis=Contract("You want it."), necessity="Only the text."
    ),
    "retention": factories.sending(retention=KeepWhile("While it stands.")),
    "period": factories.sending(retention=HeldInMemory(timedelta(days=1))),
    "longer": factories.sending(retention=HeldInMemory(timedelta(days=2))),
    "recipient": factories.sending(recipient=factories.recipient(name="Others")),
    "role": factories.sending(recipient=factories.recipient(role=Role.PROCESSOR)),
    "hosts": factories.sending(recipient=factories.recipient(hosts=("b.example",))),
    "kept for": factories.sending(recipient=factories.recipient(kept_for="For ever.")),
    "policy": factories.sending(recipient=factories.recipient(policy_url="")),
    "no transfer": factories.sending(recipient=factories.recipient(transfer=None)),
    "country": factories.sending(
        recipient=factories.recipient(transfer=Transfer("CN", safeguard="None."))
    ),
    "safeguard": factories.sending(
        recipient=factories.recipient(transfer=Transfer("US", safeguard="A contract."))
    ),
}
WORDING: dict[str, ProcessingActivity] = {
    "title": factories.sending(title="Another title"),
    "question": factories.sending(legal_basis=Consent("That is all right.")),
    "way back": factories.sending(erasure="Write to us."),
    "label": factories.sending(
        data=(*datum(label="Your words"), factories.sending().data[1]),
    ),
    "order of hosts": factories.sending(),
    "short name": factories.sending(
        recipient=factories.recipient(short_name="The others")
    ),
    "in brief how long": factories.sending(
        recipient=factories.recipient(kept_briefly="a week")
    ),
}


def test_every_fact_makes_a_difference():
    digests = {digest(factories.sending()), *map(digest, FACTS.values())}

    assert len(digests) == len(FACTS) + 1
    assert digest(factories.sending(), Controller(name="They")) not in digests


@pytest.mark.parametrize("activity", WORDING.values(), ids=WORDING.keys())
def test_wording_makes_none(activity: ProcessingActivity):
    assert digest(activity) == digest(factories.sending())


@settings(deadline=None, max_examples=50)
@given(st.permutations(["a.example", "b.example", "c.example"]))
def test_the_order_of_what_has_none_makes_no_difference(hosts: list[str]):
    one = factories.sending(
        recipient=factories.recipient(hosts=tuple(hosts)),
        not_personal=tuple(host[0] for host in hosts),
    )
    other = factories.sending(
        recipient=factories.recipient(hosts=("c.example", "a.example", "b.example")),
        not_personal=("b", "c", "a"),
    )

    assert digest(one) == digest(other)


@settings(deadline=None, max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_a_digest_depends_on_content_alone(value: object):
    def reversed_keys(of: object) -> object:
        if isinstance(of, dict):
            return {key: reversed_keys(of[key]) for key in reversed(list(of))}
        return [reversed_keys(one) for one in of] if isinstance(of, list) else of

    assert compute_digest(value) == compute_digest(reversed_keys(value))


def test_a_digest_is_the_same_in_every_process():
    code = (
        "import os, django; django.setup()\n"
        "from privacy_plugin.disclosure.render.document import disclose\n"
        "from privacy_plugin.disclosure.controller import Controller\n"
        "for language in ('en', 'de'):\n"
        "    shown = disclose('comments.publication', "
        "controller=Controller(name='We'), language=language)\n"
        "    print(shown.digest, shown.facts_digest)\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }

    assert len(printed) == 1
    assert printed.pop().count("\n") == 2


@pytest.fixture
def declared(db):
    with factories.declared(factories.sending()):
        yield


def test_the_same_text_is_stored_once(declared):
    first, second = save_version(disclose(KEY)), save_version(disclose(KEY))

    assert first == second
    assert DisclosureVersion.objects.count() == 1
    assert first.digest == compute_digest(
        {"facts": first.facts, "document": first.document}
    )
    assert first.digest[:12] in str(first)


def test_a_stored_text_is_read_back_as_it_was(declared):
    version = save_version(disclose(KEY))
    version.refresh_from_db()

    assert version.digest == compute_digest(
        {"facts": version.facts, "document": version.document}
    )
    assert version.facts_digest == compute_digest(version.facts)


def test_the_text_in_force_is_recognised_in_each_language(declared):
    for language in ("en", "de"):
        shown = disclose(KEY, language=language)
        for active in ("en", "de"):
            with override(active):
                assert get_shown_version(KEY, shown.digest).language == language


def test_a_text_is_recognised_in_a_language_the_site_does_not_list(declared):
    with override("fr"):
        shown = disclose(KEY)

        assert get_shown_version(KEY, shown.digest).language == "fr"


def test_a_text_with_other_words_for_the_same_facts_still_counts(declared):
    version = save_version(disclose(KEY))

    with factories.declared(WORDING["title"]):
        assert get_shown_version(KEY, version.digest) == version
        assert disclose(KEY).digest != version.digest


def test_a_text_with_other_facts_is_stale(declared):
    version = save_version(disclose(KEY))

    with factories.declared(FACTS["recipient"]), pytest.raises(StaleNotice):
        get_shown_version(KEY, version.digest)


@pytest.mark.parametrize("never_shown", ["", "0" * 64, "\x00", "A" * 64])
def test_a_text_nobody_showed_is_unknown(never_shown: str, declared):
    with pytest.raises(UnknownNotice):
        get_shown_version(KEY, never_shown)
    with pytest.raises(UnknownActivity):
        get_shown_version("no.body", never_shown)


def test_a_new_controller_makes_a_new_text(declared):
    before = disclose(KEY)
    save_version(before)
    site = Site.objects.get(is_default_site=True)
    ControllerSettings.objects.update_or_create(site=site, defaults={"name": "They"})

    assert disclose(KEY).digest != before.digest
    with pytest.raises(StaleNotice):
        get_shown_version(KEY, before.digest)


def test_a_site_without_a_named_controller_speaks_for_itself(db):
    ControllerSettings.objects.all().delete()
    site = Site.objects.get(is_default_site=True)
    for site.site_name in ("A name", ""):
        site.save()
        assert get_site_controller(site.pk).name == (site.site_name or site.hostname)

    assert get_site_controller(None) == Controller(name="", missing=MANDATORY)
    assert get_site_controller(site.pk).site_id == site.pk
    assert not get_site_controller(site.pk).is_complete
    assert get_site_controller(0).missing == ("name", "address", "email")
    assert ControllerSettings(site=site).__str__() == "Controller"


@pytest.mark.parametrize(
    ("period", "english", "german"),
    [
        (timedelta(days=3 * 365), "3 years", "3 Jahre"),
        (timedelta(days=365), "1 year", "1 Jahr"),
        (timedelta(days=366), "366 days", "366 Tage"),
        (timedelta(days=1), "1 day", "1 Tag"),
        (timedelta(days=15), "15 days", "15 Tage"),
        (timedelta(hours=36), "36 hours", "36 Stunden"),
        (timedelta(minutes=10), "10 minutes", "10 Minuten"),
        (timedelta(seconds=90), "90 seconds", "90 Sekunden"),
        (timedelta(milliseconds=500), "0.5 seconds", "0,5 Sekunden"),
    ],
)
def test_a_period_is_said_in_words(period: timedelta, english: str, german: str):
    assert format_duration(period, "en") == english
    assert format_duration(period, "de") == german


def test_a_country_is_named_in_the_reader_s_language():
    assert get_country_name("US", "en") == "United States"
    assert get_country_name("US", "de") == "Vereinigte Staaten"
    assert get_country_name("ZZ", "xx") == "Unknown Region"
    assert get_country_name("QQ", "en") == "QQ"


@pytest.mark.parametrize(
    "language", [code for code, _name in global_settings.LANGUAGES]
)
def test_a_disclosure_can_be_read_in_every_language_of_django(language: str, db):
    with factories.declared(
        factories.sending(retention=HeldInMemory(timedelta(days=2)))
    ):
        shown = disclose(KEY, controller=WE, language=language)

    assert all(row.text or row.items for row in shown.first_layer)


def test_without_an_active_language_the_site_s_first_is_used(declared):
    with override(None):
        assert disclose(KEY).language == "en"


def test_the_facts_are_the_same_in_every_language(db):
    digests, facts_digests = set(), set()
    for language in ("en", "de", "fr"):
        with override(language), factories.declared(factories.sending()):
            shown = disclose("test.sending", controller=Controller(name="We"))
            digests.add(shown.digest)
            facts_digests.add(
                compute_digest(get_facts(factories.sending(), Controller(name="We")))
            )

    assert len(facts_digests) == 1
    assert len(digests) == 3
