"""What reminding editors of waiting comments does with their data.

The company that sends the mail, if there is one, is named by the site's setting
PRIVACY_MAIL_PROVIDER. Source: GDPR Art. 13 and 30.
"""

from __future__ import annotations

from privacy_plugin import (
    Category,
    DataSubject,
    KeepWhile,
    LegitimateInterest,
    NotPersonal,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Source,
    _,
    register,
)
from privacy_plugin.processing import ActivityKey

REMINDER = ActivityKey("comments.reminder")

_REMINDER = "privacy_comments.Reminder"


def _chosen(column: str) -> PersonalData:
    label = _("How often an editor wants to be reminded, and of which comments")
    return PersonalData(
        Category.CHOICE, source=Source.ENTERED, label=label, stored_as=column
    )


register(
    ProcessingActivity(
        key=REMINDER,
        title=_("Reminding editors of waiting comments"),
        lead=_("Our editors get a mail when comments wait for them."),
        explanation=_(
            "The mail says how many comments wait and below which pages. It holds no "
            "word and no name of those who wrote them. Each editor can switch it off."
        ),
        purpose=Purpose(
            _("To tell editors by mail how many comments wait, and on which pages."),
            broader="dpv:OrganisationGovernance",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            PersonalData(
                Category.EMAIL_ADDRESS,
                source=Source.SITE,
                label=_("E-mail address of the editor’s account"),
                sent_as="to",
            ),
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=_("Account of the editor"),
                stored_as=f"{_REMINDER}.editor",
            ),
            _chosen(f"{_REMINDER}.pace"),
            _chosen(f"{_REMINDER}.scope"),
            PersonalData(
                Category.TIME,
                source=Source.SITE,
                label=_("When the last reminder was sent"),
                stored_as=f"{_REMINDER}.mailed_at",
            ),
            PersonalData(
                Category.HISTORY,
                source=Source.SITE,
                label=_("Of which waiting comments the editor was told"),
                stored_as="privacy_comments.Reminded.comment",
            ),
        ),
        not_personal=("content",),
        legal_basis=LegitimateInterest(
            _("Nobody’s comment should wait for long because nobody knew of it.")
        ),
        recipient_setting="PRIVACY_MAIL_PROVIDER",
        retention=KeepWhile(
            _(
                "As long as the account exists; which comments an editor was told of, "
                "as long as these wait."
            )
        ),
        erasure=_(
            "Editors switch it off in their own account. Everything of it is deleted "
            "together with the account."
        ),
    )
)
register(NotPersonal(model=_REMINDER, fields=("id", "due_at", "tries")))
register(NotPersonal(model="privacy_comments.Reminded", fields=("id", "reminder")))
