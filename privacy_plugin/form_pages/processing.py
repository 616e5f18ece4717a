"""What happens with a message that somebody writes into a form of the site."""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin import (
    ActivityKey,
    Button,
    Category,
    Contract,
    DataSubject,
    Keep,
    NotPersonal,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Source,
    _,
    register,
)

MESSAGE = ActivityKey("form_pages.message")
KEPT_FOR = timedelta(days=180)
_SUBMISSION = "privacy_form_pages.Submission"

register(
    ProcessingActivity(
        key=MESSAGE,
        title=_("Answering your message"),
        lead=_(
            "What you write is stored here, and the people who run this site read it."
        ),
        explanation=_(
            "It is not published. Give an e-mail address only if you want an "
            "answer. After a while the message is deleted by itself. If it shall "
            "go sooner, write to us."
        ),
        purpose=Purpose(
            _("To read what you write to us, and to answer you."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.READER,),
        data=(
            PersonalData(
                Category.FREE_TEXT,
                source=Source.ENTERED,
                label=_("What you write"),
                stored_as=f"{_SUBMISSION}.form_data",
            ),
            PersonalData(
                Category.NAME,
                source=Source.ENTERED,
                stored_as=f"{_SUBMISSION}.form_data",
                optional=True,
            ),
            PersonalData(
                Category.EMAIL_ADDRESS,
                source=Source.ENTERED,
                label=_("E-mail address, if you want an answer"),
                stored_as=f"{_SUBMISSION}.email",
                optional=True,
            ),
            PersonalData(
                Category.TIME,
                source=Source.SITE,
                stored_as=f"{_SUBMISSION}.submit_time",
            ),
            PersonalData(
                Category.PAGE,
                source=Source.SITE,
                label=_("The form you used"),
                stored_as=f"{_SUBMISSION}.page",
            ),
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=_("Random number that makes your private link work"),
                stored_as=f"{_SUBMISSION}.subject_key",
            ),
        ),
        legal_basis=Contract(_("You write to us so that we read it.")),
        retention=Keep(KEPT_FOR, after=f"{_SUBMISSION}.submit_time"),
        erasure=_("Write to us; we delete it at once."),
        necessity=_("Nothing obliges you. Without a text there is nothing to answer."),
        buttons=(Button.AGREE,),
    ),
)
register(NotPersonal(model=_SUBMISSION, fields=("id",)))
