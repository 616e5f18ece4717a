"""A signed time in a form that everybody gets alike, and that is kept in caches.

It tells how long a form was open without recognising who had it open. Nothing of it is
stored. Where a stamp is missing, altered or another form's, it tells nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core import signing

FORM_LIFETIME = timedelta(days=3)


def stamp(form: str, target: str) -> str:
    """Return the signed time at which this `form` was made for `target`."""
    return _signer(form).sign(target)


def stamped_at(form: str, target: str, value: str) -> datetime | None:
    """Return when `value` was signed for `target`; None if it was not."""
    try:
        signed = _signer(form).timestamp_of(value)
        is_for_target = _signer(form).unsign(value) == target
    except (signing.BadSignature, ValueError):
        return None
    return signed if is_for_target else None


class _Signer(signing.TimestampSigner):
    """Sign a time and read it back as an instant."""

    def timestamp_of(self, value: str) -> datetime:
        """Return when `value` was signed; raise BadSignature if it was not."""
        packed = super(signing.TimestampSigner, self).unsign(value)
        _target, stamped = packed.rsplit(self.sep, 1)
        return datetime.fromtimestamp(signing.b62_decode(stamped), tz=UTC)


def _signer(form: str) -> _Signer:
    return _Signer(salt=form, sep="~")
