"""Apply withdrawals and erasures again after a backup was restored."""

from __future__ import annotations

from contextlib import suppress

from django.utils import timezone

from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.consent.revocation_log import Revocation, register_verb
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.rights.erasure import erase
from privacy_plugin.rights.errors import NobodyFound
from privacy_plugin.rights.withdrawal import withdraw

_METHOD = "command:privacy_reapply"


@register_verb("withdraw")
def _withdraw_again(revocation: Revocation) -> bool:
    subject, at = SubjectKey(revocation.key), timezone.now()
    with suppress(NothingToWithdraw):
        withdraw(subject, revocation.detail, method=_METHOD, at=at)
        return True
    return False


@register_verb("erase")
def _erase_again(revocation: Revocation) -> bool:
    subject, at = SubjectKey(revocation.key), timezone.now()
    with suppress(NobodyFound):
        return bool(erase(subject, method=_METHOD, at=at))
    return False
