"""The box beside a disclosure: never ticked in advance, ticked to a certain text."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.http import QueryDict
from django.utils.translation import override

from privacy_plugin import Contract
from privacy_plugin.consent.errors import NotAskable
from privacy_plugin.consent.forms import ConsentField, ConsentMixin
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import new_subject_key
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.models import DisclosureVersion
from tests.support import factories
from tests.support.factories.disclosures import default_controller, disclose

KEY = "test.sending"
pytestmark = pytest.mark.django_db


class Letter(ConsentMixin, forms.Form):
    """Ask for a text, and for the consent to send it."""

    text = forms.CharField()
    consent = ConsentField(activity=KEY)


def box(form: forms.Form) -> dict[str, str]:
    """Return the attributes of the rendered box."""
    found = BeautifulSoup(str(form["consent"]), "html.parser").find("input")
    assert found is not None
    return {name: str(value) for name, value in found.attrs.items()}


def letter(*args: Any, **kwargs: Any) -> Letter:
    """Return the form as it stands on the default site."""
    return Letter(*args, controller=default_controller(), **kwargs)


def filled(**data: str) -> Letter:
    """Return the form as a browser would send it."""
    sent = QueryDict(mutable=True)
    sent.update({"text": "Hello"} | data)
    return letter(sent)


def test_the_box_is_not_ticked_and_its_value_is_the_text_shown():
    form = letter()

    assert "checked" not in box(form)
    assert "required" not in box(form)
    assert box(form)["type"] == "checkbox"
    assert box(form)["value"] == disclose(KEY).digest
    assert form["consent"].label == "Recipient Ltd may read my text."


@pytest.mark.parametrize("initial", ["digest", True, "on"])
def test_no_initial_value_ticks_the_box(initial: object):
    value = disclose(KEY).digest if initial == "digest" else initial

    assert "checked" not in box(letter(initial={"consent": value}))
    assert "checked" not in box(letter(filled().data, initial={"consent": value}))
    for given in ({"initial": value}, {"required": True}):
        with pytest.raises(ValueError, match="never"):
            ConsentField(activity=KEY, **given)


def test_a_disabled_box_gives_no_consent():
    form = filled(consent=disclose(KEY).digest)
    form.fields["consent"].disabled = True

    assert form.is_valid()
    assert form.consents == ()


def test_no_tick_is_no_consent_and_no_error():
    form = filled()

    assert form.is_valid()
    assert form.consents == ()
    assert not form.cleaned_data["consent"].is_given
    assert (
        form.record_consents(new_subject_key(), method="form", at=factories.moment(AT))
        == ()
    )
    assert not ConsentRecord.objects.exists()
    assert not DisclosureVersion.objects.exists()


AT = "2026-11-23T12:00:00+00:00"


def test_a_tick_is_consent_to_exactly_this_text():
    shown = disclose(KEY)
    form = filled(consent=shown.digest)
    subject = new_subject_key()

    assert form.is_valid()
    (record,) = form.record_consents(subject, method="form", at=factories.moment(AT))

    assert record.subject_key == subject
    assert record.version.digest == shown.digest
    assert record.version.document == shown.as_dict()


def test_the_reader_s_own_tick_survives_another_error():
    form = filled(text="", consent=disclose(KEY).digest)

    assert not form.is_valid()
    assert list(form.errors) == ["text"]
    assert box(form)["checked"] == ""


def test_a_text_in_another_language_is_recognised():
    with override("de"):
        digest = disclose(KEY).digest
    form = filled(consent=digest)

    assert form.is_valid()
    assert form.consents[0].version is not None
    assert form.consents[0].version.language == "de"


def test_a_text_shown_before_its_facts_changed_is_stale():
    factories.version()
    digest = disclose(KEY).digest

    with factories.declared(
        factories.sending(recipient=factories.recipient(name="Others"))
    ):
        form = filled(consent=digest)

        assert not form.is_valid()
        assert form.has_error("consent", "stale")
        assert form.has_error_code("stale", "unknown")
        assert form.consents == ()
        assert form["text"].value() == "Hello"
        assert "checked" not in box(form)
        assert box(form)["value"] == disclose(KEY).digest


@pytest.mark.parametrize(
    "forged",
    ["on", "true", "0" * 64, "A" * 64, "\x00", "0" * 63 + "\x00", "x" * 100_000, "é"],
)
def test_a_text_this_site_never_showed_is_unknown(forged: str):
    form = filled(consent=forged)

    assert not form.is_valid()
    assert form.has_error("consent", "unknown")
    assert not form.has_error_code("stale")
    assert "checked" not in box(form)
    assert not DisclosureVersion.objects.exists()


def test_the_text_of_another_activity_is_unknown():
    with factories.declared(factories.sending(key="test.second", title="Another")):
        other = factories.version("test.second")
        form = filled(consent=other.digest)

        assert form.has_error("consent", "unknown")


def test_what_is_switched_off_meanwhile_is_unknown(settings):
    settings.PRIVACY_TEST = "on"
    with factories.declared(factories.sending(switch="PRIVACY_TEST")):
        form = filled(consent=disclose(KEY).digest)
        settings.PRIVACY_TEST = ""

        assert form.has_error("consent", "unknown")


def test_a_value_that_is_no_text_is_no_tick():
    assert letter({"text": "Hello", "consent": ["a"]}).is_valid()


def test_two_forms_in_two_languages_do_not_share_a_text():
    english = letter()
    assert english.disclosures[0].language == "en"
    with override("de"):
        german = letter()
        assert german.disclosures[0].language == "de"
        assert box(german)["value"] != box(english)["value"]


def test_the_form_speaks_for_its_controller():
    class OfOthers(ConsentMixin, forms.Form):
        consent = ConsentField(activity=KEY, controller=Controller(name="Others"))

    with pytest.raises(TypeError, match="controller"):
        OfOthers()
    ours = OfOthers(controller=Controller(name="We"))
    assert ours.disclosures[0].controller.name == "We"


def test_field_without_controller_asks_nothing():
    with pytest.raises(LookupError, match=KEY):
        str(ConsentField(activity=KEY).disclosure)


def test_what_needs_no_consent_cannot_be_consented_to():
    with factories.declared(factories.sending(legal_basis=Contract("You ask us to."))):
        form = filled(consent=disclose(KEY).digest)
        assert form.is_valid()

        with pytest.raises(NotAskable):
            form.record_consents(
                new_subject_key(), method="form", at=factories.moment(AT)
            )


def test_what_stands_in_a_question_is_text():
    hostile = factories.sending(
        recipient=factories.recipient(name="<script>alert(1)</script>"),
    )
    with factories.declared(hostile):
        form = letter()

        assert "<script>" not in str(form["consent"]) + str(form)
