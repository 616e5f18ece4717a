"""A private link opens what it was made for, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_plugin.consent.errors import LinkExpired, LinkForged
from privacy_plugin.consent.subject import new_subject_key, sign, unsign


def test_each_key_is_new_and_fits_into_an_address_and_a_command():
    keys = {new_subject_key() for _ in range(1000)}

    assert len(keys) == 1000
    assert all(len(key) == 24 and key[0] != "-" for key in keys)


def test_a_link_opens_what_it_was_made_for():
    key = new_subject_key()

    assert unsign(sign(key)) == key


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 70), st.characters(codec="utf-8"))
def test_a_link_with_one_letter_changed_opens_nothing(place: int, letter: str):
    token = sign(new_subject_key())
    place %= len(token)
    if token[place] == letter:
        return

    with pytest.raises(LinkForged):
        unsign(token[:place] + letter + token[place + 1 :])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token[1:],
        lambda token: token + "x",
        lambda token: token.replace("~", ":"),
        lambda token: token.split("~")[0],
        lambda _token: "",
        lambda _token: "~~",
        lambda _token: "\x00",
        lambda token: "\udcff" + token,
        lambda _token: "x" * 100_000,
        lambda _token: signing.TimestampSigner(salt="other", sep="~").sign(
            new_subject_key()
        ),
        lambda _token: signing.Signer(sep="~").sign(new_subject_key()),
    ],
)
def test_a_forged_or_truncated_link_opens_nothing(spoil):
    with pytest.raises(LinkForged):
        unsign(spoil(sign(new_subject_key())))


def test_a_link_made_with_another_secret_opens_nothing(settings):
    token = sign(new_subject_key())
    settings.SECRET_KEY = "another"

    with pytest.raises(LinkForged):
        unsign(token)


def test_an_old_link_has_expired(settings):
    token = sign(new_subject_key())
    settings.PRIVACY_LINK_LIFETIME = timedelta(seconds=-1)

    with pytest.raises(LinkExpired):
        unsign(token)
