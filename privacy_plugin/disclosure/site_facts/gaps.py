"""What an admin has not said yet about a site, a sentence for each gap."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.activities import get_site_activities
from privacy_plugin.disclosure.site_facts.activities import build_own_activity
from privacy_plugin.disclosure.site_facts.countries import EEA
from privacy_plugin.disclosure.site_facts.lookup import SiteFactsLookup
from privacy_plugin.disclosure.site_facts.mailboxes import list_unknown_mailboxes
from privacy_plugin.processing import InvalidDeclaration


def find_gaps(facts: SiteFactsLookup, *, protection_officer: str) -> list[str]:
    """Return the gaps in the active language; none where all is said."""
    return [
        *_find_missing_answers(facts),
        *_find_contradictions(facts),
        *_find_processor_gaps(facts),
        *_find_people_gaps(facts, protection_officer),
        *_find_unusable_activities(facts),
        *_find_unknown_mailboxes(facts),
    ]


def _find_missing_answers(facts: SiteFactsLookup) -> Iterator[str]:
    setting = facts.setting
    if not facts.get_processors("hosting") and not setting.is_self_hosted:
        yield _("No hosting company is named.")
    if not facts.get_processors("mail") and not setting.sends_own_mail:
        yield _("You do not say who sends your mail.")
    if not facts.logs and not setting.keeps_no_logs:
        yield _("You do not say whether a server keeps logs, and for how long.")
    for log in facts.logs:
        if not log.days:
            yield _("You do not say how long this is kept: %(log)s.") % {"log": log}
    if not setting.backup_days and not setting.keeps_no_backups:
        yield _("You do not say how long backups are kept.")
    if not setting.measures.strip():
        yield _("You do not say how the data is protected (Art. 32 GDPR).")


def _find_contradictions(facts: SiteFactsLookup) -> Iterator[str]:
    setting = facts.setting
    if facts.get_processors("hosting") and setting.is_self_hosted:
        yield _("You say that nobody hosts the site, but name who does.")
    if facts.get_processors("mail") and setting.sends_own_mail:
        yield _("You say that no company sends your mail, but name one.")
    if facts.logs and setting.keeps_no_logs:
        yield _("You say that no logs are kept, but name one.")
    if setting.backup_days and setting.keeps_no_backups:
        yield _("You say that there are no backups, but for how long they are kept.")


def _find_processor_gaps(facts: SiteFactsLookup) -> Iterator[str]:
    for processor in facts.processors:
        names = {"name": processor.name}
        if not processor.country:
            yield _("You do not say in which country %(name)s is.") % names
        elif processor.country not in EEA and not processor.safeguard.strip():
            yield (
                _("You do not say what protects the data at %(name)s, outside the EEA.")
                % names
            )
        if not processor.contract_date:
            yield (
                _("The date of the contract with %(name)s is missing (Art. 28 GDPR).")
                % names
            )


def _find_people_gaps(facts: SiteFactsLookup, officer: str) -> Iterator[str]:
    setting = facts.setting
    if not officer.strip() and not setting.no_officer_reason.strip():
        yield _("You name no data protection officer, and no reason for having none.")
    if setting.joint_controller.strip() and not setting.joint_arrangement.strip():
        yield _("You do not say what you have agreed with %(name)s (Art. 26 GDPR).") % {
            "name": setting.joint_controller
        }


def _find_unknown_mailboxes(facts: SiteFactsLookup) -> Iterator[str]:
    for host in list_unknown_mailboxes(get_site_activities(facts.site_id), facts):
        yield _(
            "You do not say who keeps the mailbox at %(host)s, which messages of a "
            "form are mailed to."
        ) % {"host": host}


def _find_unusable_activities(facts: SiteFactsLookup) -> Iterator[str]:
    for own in facts.own_activities:
        try:
            build_own_activity(own)
        except InvalidDeclaration:
            yield _("“%(title)s” is not shown, because something is missing.") % {
                "title": own
            }
