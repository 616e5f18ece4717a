"""Find a person's subject keys by private link, receipt or e-mail address.

An app whose rows do not lead to an address by a declared column registers a function
that finds them.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.db.models import Q

from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import SubjectKey, unsign
from privacy_plugin.egress.mail.email_addresses import (
    canonical,
    get_canonical_spellings,
    normalize,
)
from privacy_plugin.rights.columns import (
    email_columns,
    personal_models,
    site_lookup,
    subject_lookup,
)
from privacy_plugin.rights.errors import NobodyFound
from privacy_plugin.rights.people.proof import Proof

EmailLookup = Callable[[str], Iterable[str]]
RelatedLookup = Callable[[tuple[SubjectKey, ...]], Iterable[str]]

_email_lookups: list[EmailLookup] = []
_related_lookups: list[RelatedLookup] = []
_RECEIPTS = "receipts"  # part of the path of each receipt
_MOST_KEYS = 30_000  # values in one query; SQLite takes a limited number


def register_email_lookup(find: EmailLookup) -> EmailLookup:
    """Let `find` return further subject keys of an e-mail address."""
    if find not in _email_lookups:
        _email_lookups.append(find)
    return find


def register_related_lookup(find: RelatedLookup) -> RelatedLookup:
    """Let `find` return the keys of what depends on what some keys lead to."""
    if find not in _related_lookups:
        _related_lookups.append(find)
    return find


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """The subject keys of somebody, and how they showed that these are theirs."""

    keys: tuple[SubjectKey, ...]
    proof: Proof = Proof.NONE

    def __repr__(self) -> str:
        """Name no key: this ends in tracebacks."""
        return f"<FoundPerson by {self.proof or 'nothing'}>"

    @property
    def is_identified(self) -> bool:
        return self.proof != Proof.NONE


def find_by_proof(text: str) -> FoundPerson:
    """Return whose private link, receipt or number of a receipt this is.

    Raises LinkForged or LinkExpired for a link, NobodyFound for a number.
    """
    text = text.strip()
    is_receipt = f"/{_RECEIPTS}/" in text
    if (key := _find_by_number(text)) is not None:
        return FoundPerson(with_related((key,)), Proof.RECEIPT)
    subject = unsign(get_token(text))
    proof = Proof.RECEIPT if is_receipt else Proof.LINK
    return FoundPerson(with_related((subject,)), proof)


def get_token(link: str) -> str:
    """Return the part of a private link that is signed, the text itself for none."""
    try:
        path = unquote(urlsplit(link).path)
    except ValueError:  # an address that is none
        return link
    return next((part for part in path.split("/") if "~" in part), link)


def get_subject_keys(email: str) -> tuple[SubjectKey, ...]:
    """Return the subject keys of everything stored with this e-mail address.

    The address is compared in its canonical form, however it was typed. Raises
    NobodyFound, also for an empty address, which is that of everybody who left none.
    """
    if not email.strip():
        raise NobodyFound
    found: dict[SubjectKey, None] = {}
    mailbox = canonical(email)
    for column in email_columns():
        same = [Q(**{f"{column.field}__iexact": one}) for one in _spellings(email)]
        rows = column.model._default_manager.filter(reduce(or_, same))
        for key, value in rows.values_list(column.subject_lookup, column.field):
            if canonical(str(value)) == mailbox:
                found[SubjectKey(key)] = None
    for find in _email_lookups:
        found |= dict.fromkeys(map(SubjectKey, find(email)))
    found.pop(SubjectKey(""), None)
    if not found:
        raise NobodyFound
    return with_related(tuple(found))


def with_related(keys: tuple[SubjectKey, ...]) -> tuple[SubjectKey, ...]:
    found = dict.fromkeys(keys)
    for find in _related_lookups:
        found |= dict.fromkeys(map(SubjectKey, find(keys)))
    return tuple(found)


def get_keys_on_site(
    keys: Iterable[SubjectKey], site_id: int | None
) -> tuple[SubjectKey, ...]:
    """Return the keys all of whose rows belong to this site; all of them for None.

    What leads to no site, or to several, is for those who look after all sites.
    """
    keys = tuple(keys)
    if site_id is None:
        return keys
    sites = get_sites(keys)
    return tuple(key for key in keys if sites[key] == {site_id})


def get_sites(keys: Iterable[SubjectKey]) -> dict[SubjectKey, set[int | None]]:
    """Return the sites of each key's rows; None stands for a site that is gone."""
    found: dict[SubjectKey, set[int | None]] = defaultdict(set)
    wanted = list(keys)
    for model in personal_models():
        subject, site = subject_lookup(model), site_lookup(model)
        if subject and site:
            rows = model._default_manager.order_by()
            rows = rows.filter(**{f"{subject}__in": wanted[:_MOST_KEYS]})
            for key, site_id in rows.values_list(subject, site).distinct():
                found[SubjectKey(key)].add(site_id)
    return found


def get_emails(keys: Iterable[SubjectKey]) -> set[str]:
    """Return the addresses that are stored under these keys."""
    found: set[str] = set()
    wanted = list(keys)
    for column in email_columns():
        rows = column.model._default_manager.order_by()
        rows = rows.filter(**{f"{column.subject_lookup}__in": wanted})
        found |= {canonical(one) for one in rows.values_list(column.field, flat=True)}
    return found - {""}


def _find_by_number(text: str) -> SubjectKey | None:
    """Return the key a receipt's number leads to, None where it is no number.

    A receipt carries two: its own identifier, which is the key, and that of each
    consent in it. Neither can be guessed.
    """
    records = ConsentRecord.objects.all()
    try:
        records = records.filter(pk=UUID(text))
    except ValueError:
        if "~" in text or "/" in text or not text.isascii() or not text.isprintable():
            return None
        records = records.filter(subject_key=text)
    key = records.values_list("subject_key", flat=True).first()
    return SubjectKey(key) if key else None


def _spellings(email: str) -> list[str]:
    """Return how the same mailbox may have been stored, up to large letters."""
    typed = email.strip()
    local, at, _domain = normalize(typed).rpartition("@")
    known = [typed, normalize(typed), *get_canonical_spellings(typed)]
    known += [f"{local}{at}{one.rpartition('@')[2]}" for one in known]
    forms = [
        unicodedata.normalize(form, one) for one in known for form in ("NFC", "NFD")
    ]
    return list(dict.fromkeys(one for one in forms if one))
