"""What comments do with the data of editors: declared here, apart from the readers'.

Source: GDPR Art. 13 and 30.
"""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin import (
    N_,
    Category,
    DataSubject,
    Keep,
    KeepWhile,
    LegitimateInterest,
    NotPersonal,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Source,
    register,
)
from privacy_plugin.processing import ActivityKey

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
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
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

register(
    NotPersonal(
        model=_BULK,
        fields=(
            "id",
            "decision",
            "comments",
            "total",
            "position",
            "changed",
            "skipped",
            "state",
            "seen_at",
            "started_at",
            "worked_at",
        ),
    )
)

REMINDER = ActivityKey("comments.reminder")

_REMINDER = "privacy_comments.Reminder"


def _chosen(column: str) -> PersonalData:
    label = N_("How often an editor wants to be reminded, and of which comments")
    return PersonalData(
        Category.CHOICE, source=Source.ENTERED, label=label, stored_as=column
    )


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
            PersonalData(
                Category.EMAIL_ADDRESS,
                source=Source.SITE,
                label=N_("E-mail address of the editor’s account"),
                sent_as="to",
            ),
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=N_("Account of the editor"),
                stored_as=f"{_REMINDER}.editor",
            ),
            _chosen(f"{_REMINDER}.frequency"),
            _chosen(f"{_REMINDER}.scope"),
            PersonalData(
                Category.TIME,
                source=Source.SITE,
                label=N_("When the last reminder was sent"),
                stored_as=f"{_REMINDER}.mailed_at",
            ),
            PersonalData(
                Category.HISTORY,
                source=Source.SITE,
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
register(
    NotPersonal(
        model=_REMINDER, fields=("id", "due_at", "claimed_at", "tries", "transmission")
    )
)
register(
    NotPersonal(
        model="privacy_comments.RemindedComment",
        fields=("id", "reminder", "transmission"),
    )
)
