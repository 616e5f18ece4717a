"""Sites whose admin has said what only an admin can know."""

from __future__ import annotations

from datetime import date

from wagtail.models import Site

from privacy_plugin.disclosure.site_facts.models import (
    OwnActivity,
    Processor,
    SiteFacts,
    StoredLog,
)

MEASURES = "Disks are encrypted; two people have access."
JOINT = "Sample Society"
REPRESENTATIVE = "Example Agents, 2 Example Lane, Sampleton"


def full_facts(site: Site, *, host: str = "Example Hosting GmbH") -> SiteFacts:
    """Store an answer to every question, with one row in each list."""
    facts = SiteFacts.objects.create(
        site=site,
        sends_own_mail=True,
        backup_days=30,
        joint_controller=JOINT,
        joint_contact="hello@society.example",
        joint_arrangement="We moderate, they publish.",
        representative=REPRESENTATIVE,
        no_officer_reason="Nobody has to name one here.",
        measures=MEASURES,
    )
    Processor.objects.create(
        facts=facts,
        name=host,
        country="DE",
        contract_date=date(2026, 3, 1),
        sort_order=0,
    )
    StoredLog.objects.create(facts=facts, kind="access", days=7, sort_order=0)
    own_activity(facts)
    return facts


def own_activity(facts: SiteFacts, **changes: object) -> OwnActivity:
    """Store an activity outside the software."""
    values = {
        "title": "Receipts for donations",
        "purpose": "Confirm donations to the tax office.",
        "data_subjects": "people who donate",
        "data": "Name\nAmount of the donation",
        "basis": "obligation",
        "reason": "Tax law asks for it.",
        "recipient": "Sample Ledger Inc.",
        "country": "US",
        "safeguard": "Standard contractual clauses.",
        "retention": "Ten years after the donation.",
        "objection": "Write to us.",
        "sort_order": 0,
    }
    return OwnActivity.objects.create(facts=facts, **(values | changes))
