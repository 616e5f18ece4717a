"""Who keeps the mailbox that something is mailed to: what only an admin can say.

A declaration knows the mailbox by its host. The domains stand with the company that
keeps it, or with the mail servers of the site's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from privacy_plugin.disclosure.site_facts.activities import build_transfer
from privacy_plugin.disclosure.site_facts.lookup import SiteFactsLookup
from privacy_plugin.disclosure.site_facts.models import Processor
from privacy_plugin.processing import KeepWhile, Outside, ProcessingActivity, Recipient
from privacy_plugin.validation.domains import split_domains


def name_mailbox(
    activity: ProcessingActivity, facts: SiteFactsLookup
) -> ProcessingActivity:
    """Return the activity with the company, or as one that stays with the controller.

    Unchanged where nobody has said who keeps the mailbox, or where it goes to none.
    """
    recipient = activity.recipient
    if recipient is None or not recipient.is_known_by_host:
        return activity
    if is_ours(recipient, facts):
        return _keep_with_controller(activity, recipient)
    keeper = find_keeper(recipient, facts)
    return activity.sent_by(_name_recipient(recipient, keeper)) if keeper else activity


def list_unknown_mailboxes(
    activities: Iterable[ProcessingActivity], facts: SiteFactsLookup
) -> list[str]:
    """Return the hosts of which nobody has said who keeps the mailbox there."""
    recipients = [one.recipient for one in activities if one.recipient is not None]
    return [
        one.name
        for one in recipients
        if one.is_known_by_host
        and not is_ours(one, facts)
        and find_keeper(one, facts) is None
    ]


def is_ours(recipient: Recipient, facts: SiteFactsLookup) -> bool:
    return recipient.name in _read_domains(facts.setting.own_mail_domains)


def find_keeper(recipient: Recipient, facts: SiteFactsLookup) -> Processor | None:
    return next(
        (
            one
            for one in facts.processors
            if recipient.name in _read_domains(one.mail_domains)
        ),
        None,
    )


def _read_domains(text: str) -> tuple[str, ...]:
    """Return the domains, none where a program stored what are none."""
    try:
        return split_domains(text)
    except ValueError:
        return ()


def _name_recipient(recipient: Recipient, keeper: Processor) -> Recipient:
    return replace(
        recipient,
        name=keeper.name,
        short_name="",
        country=keeper.country,
        transfer=build_transfer(keeper.country, keeper.safeguard),
    )


def _keep_with_controller(
    activity: ProcessingActivity, recipient: Recipient
) -> ProcessingActivity:
    return replace(
        activity,
        recipient=None,
        outside=Outside(),
        retention=KeepWhile(recipient.kept_for),
        data=tuple(replace(item, sent_as="") for item in activity.data),
        not_personal=(),
    )
