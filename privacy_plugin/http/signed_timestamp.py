"""A signed timestamp for forms on cached pages, against bots.

It says how long a form was open without identifying anybody, and is not stored. A
missing, altered or foreign timestamp has no age.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.core import signing

FORM_LIFETIME = timedelta(days=3)


class FormAge(StrEnum):
    PLAUSIBLE = ""
    TOO_FAST = "too_fast"  # sent faster than a person can write
    TOO_OLD = "too_old"
    BAD_STAMP = "bad_stamp"  # missing, altered, or another form's


def sign_timestamp(form: str, target: str) -> str:
    """Return the signed time at which this `form` was made for `target`."""
    return _signer(form).sign(target)


def get_signed_time(form: str, target: str, value: str) -> datetime | None:
    try:
        signed = _signer(form).get_timestamp(value)
        is_for_target = _signer(form).unsign(value) == target
    except (signing.BadSignature, ValueError):
        return None
    return signed if is_for_target else None


def get_form_age(
    form: str, target: str, value: str, *, min_seconds: int, at: datetime
) -> FormAge:
    """Return the age class of a form from its signed timestamp.

    A time in the future was signed by a server whose clock is ahead, and tells nothing.
    """
    signed = get_signed_time(form, target, value)
    if signed is None:
        return FormAge.BAD_STAMP
    age = at - signed
    if timedelta(0) <= age < timedelta(seconds=min_seconds):
        return FormAge.TOO_FAST
    return FormAge.TOO_OLD if age > FORM_LIFETIME else FormAge.PLAUSIBLE


class _Signer(signing.TimestampSigner):
    def get_timestamp(self, value: str) -> datetime:
        packed = super(signing.TimestampSigner, self).unsign(value)
        _target, stamped = packed.rsplit(self.sep, 1)
        return datetime.fromtimestamp(signing.b62_decode(stamped), tz=UTC)


def _signer(form: str) -> _Signer:
    return _Signer(salt=form, sep="~")
