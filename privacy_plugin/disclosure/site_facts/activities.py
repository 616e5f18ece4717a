"""Turn what an admin said about a site into declarations.

An admin's words stand where a message id stands otherwise: no catalogue knows them, so
they are shown as typed in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, TypeVar, cast

from privacy_plugin.disclosure.site_facts.countries import EEA
from privacy_plugin.disclosure.site_facts.models import (
    MAX_DAYS,
    Basis,
    LogKind,
    OwnActivity,
    Processor,
    SiteFacts,
    StoredLog,
)
from privacy_plugin.processing import (
    N_,
    ActivityKey,
    Category,
    Company,
    Consent,
    Contract,
    DataCategory,
    DataSubject,
    DataSubjectCategory,
    Holder,
    InvalidDeclaration,
    KeepOutside,
    KeepWhile,
    LegalBasis,
    LegalObligation,
    LegitimateInterest,
    Outside,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Retention,
    Source,
    StandardGroup,
    Transfer,
)

T = TypeVar("T", DataCategory, DataSubjectCategory)

_USUAL_LOG = (
    PersonalData(Category.IP_ADDRESS, source=Source.BROWSER),
    PersonalData(Category.PAGE, source=Source.BROWSER),
    PersonalData(Category.USER_AGENT, source=Source.BROWSER),
    PersonalData(Category.TIME, source=Source.SITE),
)
_LOG_TITLES: dict[str, str] = {
    LogKind.ACCESS: N_("Access log of the server"),
    LogKind.ERROR: N_("Error log of the server"),
    LogKind.MAIL: N_("Log of the mail server"),
    LogKind.FIREWALL: N_("Log against attacks"),
}
_LOG_PURPOSES: dict[str, str] = {
    LogKind.ACCESS: N_("Keep the server running and find out about attacks."),
    LogKind.ERROR: N_("Find the cause of errors."),
    LogKind.MAIL: N_("Find out why a mail did not arrive."),
    LogKind.FIREWALL: N_("Notice attacks and fend them off."),
}
_BASES: dict[str, type[Contract | LegalObligation | LegitimateInterest]] = {
    Basis.CONTRACT: Contract,
    Basis.OBLIGATION: LegalObligation,
    Basis.INTEREST: LegitimateInterest,
}


def build_activities(
    setting: SiteFacts,
    logs: Iterable[StoredLog],
    own_activities: Iterable[OwnActivity],
    backup_processors: Iterable[Processor],
) -> tuple[ProcessingActivity, ...]:
    """Return a declaration for each log, for the backups, for each own activity."""
    found = [build_log_activity(log) for log in logs]
    keepers = tuple(backup_processors)
    if setting.backup_days or keepers:
        found.append(build_backup_activity(setting, keepers))
    return (*found, *_valid(own_activities))


def _valid(own_activities: Iterable[OwnActivity]) -> Iterator[ProcessingActivity]:
    """Leave out what a program stored without a word where there must be one."""
    for own in own_activities:
        try:
            yield build_own_activity(own)
        except InvalidDeclaration:
            continue


def _keep_days(days: int | None) -> Retention:
    if not days:
        return KeepWhile(N_("It is not stated for how long."))
    return KeepOutside(timedelta(days=min(days, MAX_DAYS)))


def _split_lines(text: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(" ".join(one.split()) for one in text.splitlines() if one.strip())
    )


def _build_data(lines: Iterable[str], source: Source) -> tuple[PersonalData, ...]:
    return tuple(
        PersonalData(_build_term(DataCategory, line), source=source) for line in lines
    )


def _build_term(kind: type[T], label: str) -> T:
    """Return a term of the vocabulary for words of an admin's own."""
    members = {"OWN": ("site:own", label)}
    built: Any = kind("OwnTerm", members)  # type: ignore[arg-type] # enum's functional form
    return cast("T", built.OWN)


def build_log_activity(log: StoredLog) -> ProcessingActivity:
    return ProcessingActivity(
        key=ActivityKey(f"site.log_{log.pk}"),
        title=_LOG_TITLES[LogKind(log.kind)],
        purpose=Purpose(
            _LOG_PURPOSES[LogKind(log.kind)], broader="dpv:EnforceSecurity"
        ),
        data_subjects=(DataSubject.READER,),
        data=_build_data(_split_lines(log.content), Source.BROWSER) or _USUAL_LOG,
        legal_basis=LegitimateInterest(
            N_("A server that is attacked or broken has to be repaired.")
        ),
        retention=_keep_days(log.days),
        erasure=N_("The entries are deleted by themselves when that time is over."),
        group=StandardGroup.READ,
    )


def build_backup_activity(
    setting: SiteFacts, keepers: tuple[Processor, ...]
) -> ProcessingActivity:
    label = N_("Copies of everything that is stored on this site")
    return ProcessingActivity(
        key=ActivityKey("site.backups"),
        title=N_("Backups"),
        purpose=Purpose(
            N_("Be able to restore the site after a fault."), broader="dpv:DataBackup"
        ),
        data_subjects=(DataSubject.READER, DataSubject.COMMENTER, DataSubject.EDITOR),
        data=(PersonalData(Category.HISTORY, source=Source.SITE, label=label),),
        legal_basis=LegitimateInterest(
            N_("What people have written here must not be lost by a fault.")
        ),
        retention=_keep_days(setting.backup_days),
        erasure=N_(
            "What was deleted on the site is not restored; it leaves the backups when "
            "that time is over."
        ),
        outside=Outside(tuple(map(build_holder, keepers))) if keepers else None,
    )


def build_company(processor: Processor) -> Company:
    return Company(processor.name, processor.country)


def build_holder(processor: Processor) -> Holder:
    transfer = build_transfer(processor.country, processor.safeguard)
    return Holder(build_company(processor), transfer)


def build_transfer(country: str, safeguard: str) -> Transfer | None:
    """Return the transfer to a country outside the EEA, None within it."""
    if not country or country in EEA:
        return None
    return Transfer(
        country, safeguard=safeguard.strip() or N_("It is not stated what protects it.")
    )


def build_own_activity(own: OwnActivity) -> ProcessingActivity:
    """Return the declaration; raise InvalidDeclaration where a word is missing."""
    holders: tuple[Holder, ...] = ()
    if own.recipient.strip():
        transfer = build_transfer(own.country, own.safeguard)
        holders = (Holder(Company(own.recipient, own.country), transfer),)
    return ProcessingActivity(
        key=ActivityKey(f"site.own_{own.pk}"),
        title=own.title,
        purpose=Purpose(own.purpose, broader="dpv:Purpose"),
        data_subjects=(_build_term(DataSubjectCategory, own.data_subjects),),
        data=_build_data(_split_lines(own.data), Source(own.origin)),
        legal_basis=_build_basis(own),
        retention=KeepWhile(own.retention),
        erasure=own.objection,
        outside=Outside(holders),
    )


def _build_basis(own: OwnActivity) -> LegalBasis:
    if own.basis == Basis.CONSENT:
        return Consent(N_("We ask for it outside this website."))
    return _BASES[Basis(own.basis)](
        own.reason.strip() or N_("The reason is not stated.")
    )
