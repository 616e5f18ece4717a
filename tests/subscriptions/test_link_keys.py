"""SECRET_KEY can be replaced; what readers hold goes on working."""

from __future__ import annotations

import pytest
from django.core import signing

from privacy_plugin.consent.errors import LinkForged
from privacy_plugin.consent.subject import new_subject_key, sign, unsign
from privacy_plugin.subscriptions.emails.links import (
    read_confirm_token,
    read_unsubscribe_token,
    sign_confirm_token,
    sign_unsubscribe_token,
)
from privacy_plugin.subscriptions.errors import LinkUsed
from privacy_plugin.subscriptions.models import Reason, Suppression
from tests.support.factories.disclosures import default_site_id

EMAIL = "never@example.org"
OLD, NEW, OWN, NEXT = (letter * 60 for letter in "onwx")
SENT = [
    pytest.param(sign, unsign, id="private link"),
    pytest.param(sign_unsubscribe_token, read_unsubscribe_token, id="leave link"),
    pytest.param(sign_confirm_token, read_confirm_token, id="confirm link"),
]


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.SECRET_KEY = OLD
    settings.SECRET_KEY_FALLBACKS = []
    settings.PRIVACY_SIGNING_KEYS = []


@pytest.mark.parametrize(("write", "read"), SENT)
def test_a_link_outlives_the_key_that_signed_it(write, read, settings):
    subject = new_subject_key()
    before = write(subject)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert read(before) == subject

    settings.PRIVACY_SIGNING_KEYS = [OWN]
    assert read(before) == subject
    own = write(subject)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "z" * 60, []
    assert read(own) == subject

    settings.PRIVACY_SIGNING_KEYS = [NEXT, OWN]
    assert read(own) == subject


@pytest.mark.parametrize(("write", "read"), SENT)
def test_a_key_that_was_taken_out_opens_nothing(write, read, settings):
    before = write(new_subject_key())
    settings.SECRET_KEY = NEW

    with pytest.raises((LinkForged, LinkUsed, signing.BadSignature)):
        read(before)


def test_a_suppressed_address_is_keyed_anew_when_it_comes_by(db, settings):
    Suppression.objects.note(EMAIL, Reason.REFUSED, site_id=default_site_id())
    settings.PRIVACY_SIGNING_KEYS = [OWN]
    assert Suppression.objects.blocks(EMAIL, site_id=default_site_id())

    Suppression.objects.rehash(EMAIL)

    settings.SECRET_KEY = NEW
    assert Suppression.objects.blocks(EMAIL, site_id=default_site_id())
    assert Suppression.objects.count() == 1


def test_the_stronger_reason_survives_a_change_of_keys(db, settings):
    Suppression.objects.note(EMAIL, Reason.COMPLAINED, site_id=default_site_id())
    settings.PRIVACY_SIGNING_KEYS = [OWN]

    Suppression.objects.note(EMAIL, Reason.LEFT, site_id=default_site_id())

    assert Suppression.objects.get().reason == Reason.COMPLAINED
