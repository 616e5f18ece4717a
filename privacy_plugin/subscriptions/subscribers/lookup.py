"""Find what leads to no address by a column: traces, and requested changes."""

from __future__ import annotations

from collections.abc import Iterable

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.rights.people.lookup import (
    register_email_lookup,
    register_related_lookup,
)
from privacy_plugin.subscriptions.models import PendingSubscription, Suppression


@register_email_lookup
def find_traces(email: str) -> Iterable[str]:
    """Return the traces of an address on every site, which are keys themselves."""
    traces = Suppression.objects.of_any_site(email)
    return traces.values_list("digest", flat=True)


@register_related_lookup
def find_address_changes(keys: tuple[SubjectKey, ...]) -> Iterable[str]:
    """Return the keys of changes of address that these subscribers asked for."""
    changes = PendingSubscription.objects.filter(subscriber__subject_key__in=keys)
    return changes.values_list("subject_key", flat=True)
