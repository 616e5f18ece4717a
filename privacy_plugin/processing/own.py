"""Declarations of the core itself: proof of consents, list of transmissions."""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin.processing.activity import ProcessingActivity
from privacy_plugin.processing.factories import (
    entered_data,
    register_not_personal,
    site_data,
)
from privacy_plugin.processing.groups import StandardGroup
from privacy_plugin.processing.registry import register
from privacy_plugin.processing.retention import Keep, KeepWhile
from privacy_plugin.processing.vocabulary import (
    N_,
    ActivityKey,
    Category,
    DataSubject,
    LegalObligation,
    LegitimateInterest,
    Purpose,
)

register(
    ProcessingActivity(
        key=ActivityKey("privacy.consent_proof"),
        group=StandardGroup.RIGHTS,
        title=N_("Proof of your consent"),
        lead=N_("We write down what you agreed to, and when you took it back."),
        explanation=N_(
            "If somebody asks, we have to show that you really said yes. So we "
            "keep the exact text you saw, your answer and the time. Your name and "
            "your e-mail address are not part of it: it hangs on a random number."
        ),
        purpose=Purpose(
            N_("Be able to prove what you agreed to, and stop when you withdraw it."),
            broader="dpv:RecordManagement",
        ),
        data_subjects=(DataSubject.READER, DataSubject.COMMENTER),
        data=(
            site_data(
                Category.IDENTIFIER,
                label=N_("A random identifier made for this one consent"),
                stored_as="privacy.ConsentRecord.subject_key",
            ),
            entered_data(
                Category.CHOICE,
                label=N_("What you agreed to, and in which words"),
                stored_as="privacy.ConsentRecord.activity",
            ),
            site_data(
                Category.TIME,
                label=N_("When you agreed"),
                stored_as="privacy.ConsentRecord.created_at",
            ),
            entered_data(
                Category.CHOICE,
                label=N_("Whether you agreed, withdrew, or it ran out"),
                stored_as="privacy.ConsentEvent.state",
            ),
            site_data(
                Category.TIME,
                label=N_("When you decided"),
                stored_as="privacy.ConsentEvent.at",
            ),
        ),
        legal_basis=LegalObligation(
            N_("The law asks us to be able to prove your consent: Art. 7(1) GDPR.")
        ),
        retention=Keep(
            timedelta(days=3 * 365),
            after="privacy.ConsentRecord.created_at",
            sentence=N_(
                "We delete the proof %(period)s after your consent has ended or, if "
                "you withdraw it, would have ended by itself."
            ),
        ),
        erasure=N_(
            "When what it belongs to is deleted, nothing connects the proof with you "
            "any more."
        ),
        erasure_exception=N_(
            "We have to be able to show what was agreed to: Art. 17(3)(e) GDPR. The "
            "proof holds no name and no address, and is deleted when its time is over."
        ),
    )
)

register(
    ProcessingActivity(
        key=ActivityKey("privacy.transmission_list"),
        group=StandardGroup.RIGHTS,
        title=N_("List of what was sent"),
        lead=N_(
            "When something about you is sent to somebody else, we note that it was."
        ),
        explanation=N_(
            "The note says who got it, when, and which kinds of data it was. The "
            "data itself does not stand there. So you can look up later what has "
            "left this site, and what has not."
        ),
        purpose=Purpose(
            N_("Be able to tell you what was sent to whom, and when."),
            broader="dpv:RecordManagement",
        ),
        data_subjects=(DataSubject.READER, DataSubject.COMMENTER),
        data=(
            site_data(
                Category.IDENTIFIER,
                label=N_("The random identifier of your consent"),
                stored_as="privacy.Transmission.subject_key",
            ),
            site_data(
                Category.HISTORY,
                label=N_("Recipient and names of the fields, never what they held"),
                stored_as="privacy.Transmission.field_names",
            ),
            site_data(
                Category.TIME,
                label=N_("When it was sent"),
                stored_as="privacy.Transmission.begun_at",
            ),
        ),
        legal_basis=LegalObligation(
            N_("You have a right to know who received your data: Art. 15(1)(c) GDPR.")
        ),
        retention=Keep(
            timedelta(days=730),  # as long as a receipt can be opened
            after="privacy.Transmission.begun_at",
            sentence=N_("We delete the entry %(period)s after the sending."),
        ),
        erasure=N_("The entries are deleted together with what they belong to."),
    )
)

register(
    ProcessingActivity(
        key=ActivityKey("privacy.text_editing"),
        title=N_("Writing these explanations"),
        lead=N_("An editor can lock an explanation while working on it."),
        explanation=N_(
            "This is about the people who run this site, not about you as a "
            "reader. Beside the lock stands who has set it, and when. Once it is "
            "opened again, that is gone."
        ),
        purpose=Purpose(
            N_("To keep two people from changing the same explanation at once."),
            broader="dpv:OrganisationGovernance",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            site_data(
                Category.IDENTIFIER,
                label=N_("Account of the editor who locked the text"),
                stored_as="privacy.DisclosureText.locked_by",
            ),
            site_data(
                Category.TIME,
                label=N_("When it was locked"),
                stored_as="privacy.DisclosureText.locked_at",
            ),
        ),
        legal_basis=LegitimateInterest(
            N_("Explanations that many read must not be changed by accident.")
        ),
        retention=KeepWhile(
            N_("Until the text is unlocked; the name goes when the account goes.")
        ),
        erasure=N_("Ask the people who run this site to delete the account."),
    )
)

register_not_personal(
    "privacy",
    ConsentCount="id activity acts site_id total active counted_at",
    ConsentRecord="id version",
    ConsentEvent="id record method valid_until ended_at previous_hash hash",
    Transmission="id activity recipient byte_count outcome detail ended_at",
    DisclosureVersion=(
        "id digest facts_digest activity language site_id facts document created_at"
    ),
    ControllerSettings=(
        "id site name address email protection_officer supervisory_authority "
        "policy_url languages retention_days"
    ),
    PublishedText=(
        "id activity site_id language words is_material material written_for version "
        "revision published_at"
    ),
    DisclosureText=(
        "id activity site title summary lead explanation question button_agree "
        "button_always button_without notes change locale translation_key "
        "latest_revision live_revision live has_unpublished_changes first_published_at "
        "last_published_at go_live_at expire_at expired locked"
    ),
    RecordSnapshot="id site_id language digest rows created_at",
    SiteFacts=(
        "id site is_self_hosted sends_own_mail own_mail_domains keeps_no_logs "
        "backup_days keeps_no_backups joint_controller joint_contact joint_arrangement "
        "representative no_officer_reason measures"
    ),
    Processor=(
        "id sort_order facts task details name country contract_date safeguard "
        "mail_domains"
    ),
    StoredLog="id sort_order facts kind content days",
    OwnActivity=(
        "id sort_order facts title purpose data_subjects data origin basis reason "
        "recipient country safeguard retention objection"
    ),
    DisclosureTextApproval="id name content_type active task_ptr",
)
