"""Declarations of the processing of editors' data by comments."""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin import (
    N_,
    Category,
    DataSubject,
    Keep,
    KeepWhile,
    LegitimateInterest,
    PersonalData,
    ProcessingActivity,
    Purpose,
    register,
)
from privacy_plugin.processing import ActivityKey
from privacy_plugin.processing.factories import (
    entered_data,
    register_not_personal,
    site_data,
)

KEPT_FOR = timedelta(days=7)  # after the last batch
_BULK = "privacy_comments.BulkDecision"

register(
    ProcessingActivity(
        key=ActivityKey("comments.bulk_moderation"),
        title=N_("Deciding about many comments at once"),
        lead=N_(
            "When an editor decides about hundreds of comments at once, we note who it "
            "was until it is done."
        ),
        explanation=N_(
            "This is about the people who run this site, not about you as a reader. "
            "The work takes a while, and it must be clear whose it is. What was "
            "decided stands in the history of each comment."
        ),
        purpose=Purpose(
            N_("To carry out what an editor has decided about many comments."),
            broader="dpv:OrganisationGovernance",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            site_data(
                Category.IDENTIFIER,
                label=N_("Account of the editor who decides about many comments"),
                stored_as=f"{_BULK}.editor",
            ),
        ),
        legal_basis=LegitimateInterest(
            N_("Decisions about what readers write must be traceable.")
        ),
        retention=Keep(KEPT_FOR, after=f"{_BULK}.worked_at"),
        erasure=N_("Ask the people who run this site to delete the account."),
    )
)


REMINDER = ActivityKey("comments.reminder")

_REMINDER = "privacy_comments.Reminder"


def _chosen(column: str) -> PersonalData:
    label = N_("How often an editor wants to be reminded, and of which comments")
    return entered_data(Category.CHOICE, label=label, stored_as=column)


register(
    ProcessingActivity(
        key=REMINDER,
        title=N_("Reminding editors of waiting comments"),
        lead=N_("Our editors get a mail when comments wait for them."),
        explanation=N_(
            "The mail says how many comments wait and below which pages. It holds no "
            "word and no name of those who wrote them. Each editor can switch it off."
        ),
        purpose=Purpose(
            N_("To tell editors by mail how many comments wait, and on which pages."),
            broader="dpv:OrganisationGovernance",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            site_data(
                Category.EMAIL_ADDRESS,
                label=N_("E-mail address of the editor’s account"),
                sent_as="to",
            ),
            site_data(
                Category.IDENTIFIER,
                label=N_("Account of the editor"),
                stored_as=f"{_REMINDER}.editor",
            ),
            _chosen(f"{_REMINDER}.frequency"),
            _chosen(f"{_REMINDER}.scope"),
            site_data(
                Category.TIME,
                label=N_("When the last reminder was sent"),
                stored_as=f"{_REMINDER}.mailed_at",
            ),
            site_data(
                Category.HISTORY,
                label=N_("Of which waiting comments the editor was told"),
                stored_as="privacy_comments.RemindedComment.comment",
            ),
        ),
        not_personal=("content",),
        legal_basis=LegitimateInterest(
            N_("Nobody’s comment should wait for long because nobody knew of it.")
        ),
        recipient_setting="PRIVACY_MAIL_PROVIDER",
        retention=KeepWhile(
            N_(
                "As long as the account exists; which comments an editor was told of, "
                "as long as these wait."
            )
        ),
        erasure=N_(
            "Editors switch it off in their own account. Everything of it is deleted "
            "together with the account."
        ),
    )
)
register_not_personal(
    "privacy_comments",
    BulkDecision=(
        "id decision comments total position changed skipped state seen_at started_at "
        "worked_at"
    ),
    Reminder="id due_at claimed_at tries transmission",
    RemindedComment="id reminder transmission",
)
