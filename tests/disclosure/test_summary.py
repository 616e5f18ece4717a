"""The few words in sight name what leaves, to whom, where to and for how long."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from privacy_plugin import (
    DataCategory,
    PersonalData,
    ProcessingActivity,
    Recipient,
    Role,
    Source,
)
from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.consent.form_disclosure import build_form_disclosure
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.errors import UnknownForm
from privacy_plugin.disclosure.forms import (
    FormDisclosure,
    get_form,
    get_forms,
    register_form,
)
from privacy_plugin.disclosure.render.document import get_default_wording
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.disclosure.render.places import get_country_name
from privacy_plugin.disclosure.render.summary import (
    compose_summary,
    get_summary_template,
    join_parts,
)
from privacy_plugin.disclosure.site_facts.models import Processor, SiteFacts
from privacy_plugin.processing import InvalidDeclaration, registry
from privacy_plugin.processing.recipient import EEA
from tests.disclosure.conftest import all_on, controller
from tests.support import factories
from tests.support.browser import few_words
from tests.support.declarations import EVERY
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose

__all__ = ["all_on", "controller"]

pytestmark = pytest.mark.usefixtures("all_on", "controller")

OF_NOBODY = Controller(name="Nobody")


def get_expected(activity: ProcessingActivity, language: str) -> list[str]:
    """Return what has to be in sight before anything leaves for somebody else."""
    recipient = activity.recipient
    if recipient is None:
        return []
    texts = [recipient.short_name, recipient.kept_briefly, recipient.own_purposes]
    countries = [recipient.country]
    if recipient.transfer is not None:
        texts.append(recipient.transfer.risk)
        countries += recipient.transfer.countries
    sent = [item for item in activity.data if item.sent_as or recipient.frames]
    texts += [item.phrase for item in sent]
    if activity.needs_consent:
        texts.append("You can stop it later, not undo it.")
    named = [get_country_name(one, language) for one in countries if one != "US"]
    return [translate_text(text) for text in texts if text] + [*filter(None, named)]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("key", EVERY)
def test_whatever_leaves_is_in_sight(key: str, language: str):
    activity = EVERY[key]
    with override(language):
        words = join_parts(compose_summary(activity, OF_NOBODY, language))

        assert [
            one for one in get_expected(activity, language) if one not in words
        ] == []
    assert "{" not in words
    assert words.endswith(".")


@pytest.mark.parametrize("key", EVERY)
def test_what_is_surprising_is_marked(key: str):
    activity = EVERY[key]
    parts = compose_summary(activity, OF_NOBODY, "en")
    marked = {part.text for part in parts if part.is_surprising}
    words = join_parts(parts)

    assert ("your IP address" in words) == ("your IP address" in marked)
    recipient = activity.recipient
    if recipient is None:
        return
    own = recipient.own_purposes or "It uses this for its own purposes too."
    assert (recipient.role is Role.CONTROLLER) == (own in marked)
    for code in recipient.transfer.countries if recipient.transfer else ():
        name = "USA" if code == "US" else get_country_name(code, "en")
        assert (name in marked) == (code not in EEA)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("key", ["embeds.youtube", "embeds.vimeo"])
def test_a_gate_has_few_words(key: str, language: str):
    """Where more leaves than for a film, the facts win: none goes out of sight."""
    with override(language):
        text = join_parts(compose_summary(EVERY[key], OF_NOBODY, language))

    assert len(text.split()) <= few_words.MOST_WORDS["gate"]


def test_a_recipient_of_no_known_country_is_marked():
    recipient = Recipient(
        "Somebody", role=Role.THIRD_PARTY, hosts=("api.example",), kept_for="Never."
    )
    activity = replace(factories.sending(), recipient=recipient)

    parts = compose_summary(activity, OF_NOBODY, "en")

    assert ("country unknown", True) in {
        (part.text, part.is_surprising) for part in parts
    }


def test_an_admin_s_words_stand_around_the_facts(client: Client):
    words = "Beware: " + get_summary_template(registry.get(SPAM_CHECK))
    texts.published(SPAM_CHECK, language="en", summary=words)

    shown = join_parts(disclose(SPAM_CHECK).summary)

    assert shown.startswith("Beware: Akismet/Automattic (USA) gets your text")


def test_words_that_lost_a_fact_are_not_shown():
    texts.published(SPAM_CHECK, language="en", summary="All is well with {recipient}.")

    assert "All is well" not in join_parts(disclose(SPAM_CHECK).summary)


def test_an_admin_who_drops_a_fact_is_told_which():
    summary = "{recipient} in {country} gets {data}, {kept}. {risk} {irrevocable}"
    text = texts.draft(SPAM_CHECK, summary=summary)

    with pytest.raises(ValidationError, match="own_purposes") as refused:
        text.clean()

    assert refused.value.message_dict.keys() == {"summary"}


def test_the_shipped_words_show_an_admin_the_placeholders():
    shipped = get_default_wording(registry.get(SPAM_CHECK), OF_NOBODY, "en").summary

    assert shipped.startswith("{recipient} ({country}) gets {data}.")


class CallCategory(DataCategory):
    PHONE = "pd:TelephoneNumber", "Phone number"


def test_a_category_of_a_project_stands_in_the_sentence_by_its_label():
    phone = PersonalData(CallCategory.PHONE, source=Source.ENTERED, sent_as="phone")
    activity = replace(factories.sending(), data=(phone,))

    words = join_parts(compose_summary(activity, OF_NOBODY, "en"))

    assert "gets Phone number." in words
    assert not CallCategory.PHONE.is_surprising


def test_two_forms_cannot_share_an_address():
    known = get_form("comment")
    register_form(known)

    with pytest.raises(InvalidDeclaration):
        register_form(FormDisclosure(slug="comment", title="x", get_keys=lambda: ()))
    with pytest.raises(InvalidDeclaration):
        FormDisclosure(slug="No slug", title="x", get_keys=lambda: ())
    with pytest.raises(UnknownForm):
        get_form("nothing")


@pytest.mark.usefixtures("german_front_page")
@pytest.mark.parametrize("prefix", ["", "/de"])
@pytest.mark.parametrize("slug", ["comment", "subscribe", "replies"])
def test_the_page_of_a_form_holds_all_about_it(client: Client, slug: str, prefix: str):
    page = BeautifulSoup(client.get(f"{prefix}/privacy/{slug}/").content, "html.parser")
    shown = [one["data-activity"] for one in page.select("section[data-activity]")]

    assert shown == [one.key for one in get_form(slug).activities]
    assert client.get(f"{prefix}/privacy/no-such-form/").status_code == 404


def test_each_activity_of_a_form_is_declared():
    for form in get_forms():
        assert {registry.get(key).key for key in form.get_keys()} == {*form.get_keys()}


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Germany"), ("de", "Deutschland")]
)
def test_whoever_runs_the_server_is_named_beside_a_form(
    controller: Controller, language: str, words: str
):
    shown = (disclose("comments.publication"),)
    assert build_form_disclosure(shown, None, "")["hosts"] == ""
    facts = SiteFacts.objects.create(site_id=controller.site_id)
    Processor.objects.create(facts=facts, name="Host Ltd", country="DE", task="hosting")

    with override(language):
        shown = (disclose("comments.publication"),)
        html = render_to_string(
            "privacy_plugin/components/form_disclosure.html",
            build_form_disclosure(shown, None, "")
            | {"name": "x", "heading_level": "3"},
        )

    assert f"Host Ltd ({words})" in html
    assert "We pass nothing on" not in html
