"""What happens with a message that somebody writes into a form of the site."""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin import (
    N_,
    ActivityKey,
    Button,
    Category,
    Contract,
    DataSubject,
    HeldInMemory,
    Keep,
    LegitimateInterest,
    NotPersonal,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Source,
    register,
)

MESSAGE = ActivityKey("form_pages.message")
ABUSE_PROTECTION = ActivityKey("form_pages.abuse_protection")
KEPT_FOR = timedelta(days=180)
RATE_WINDOW = timedelta(minutes=10)
_SUBMISSION = "privacy_form_pages.Submission"

register(
    ProcessingActivity(
        key=MESSAGE,
        title=N_("Answering your message"),
        lead=N_(
            "What you write is stored here, and the people who run this site read it."
        ),
        explanation=N_(
            "It is not published. Give an e-mail address only if you want an "
            "answer. After a while the message is deleted by itself. If it shall "
            "go sooner, write to us."
        ),
        purpose=Purpose(
            N_("To read what you write to us, and to answer you."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.READER,),
        data=(
            PersonalData(
                Category.FREE_TEXT,
                source=Source.ENTERED,
                label=N_("What you write"),
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
                label=N_("E-mail address, if you want an answer"),
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
                label=N_("The form you used"),
                stored_as=f"{_SUBMISSION}.page",
            ),
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=N_("Random number that makes your private link work"),
                stored_as=f"{_SUBMISSION}.subject_key",
            ),
            PersonalData(
                Category.HISTORY,
                source=Source.SITE,
                label=N_("What our own check for spam found"),
                stored_as=f"{_SUBMISSION}.finding",
            ),
        ),
        legal_basis=Contract(N_("You write to us so that we read it.")),
        retention=Keep(KEPT_FOR, after=f"{_SUBMISSION}.submit_time"),
        erasure=N_("Write to us; we delete it at once."),
        necessity=N_("Nothing obliges you. Without a text there is nothing to answer."),
        buttons=(Button.AGREE,),
    ),
)
register(
    ProcessingActivity(
        key=ABUSE_PROTECTION,
        title=N_("Limiting how many messages come at once"),
        lead=N_("We count how many messages come from one connection."),
        explanation=N_(
            "Programs that send message after message have to wait. For counting, "
            "your address is scrambled, so that nobody can read it. We also look at "
            "how quickly a message was written. The count vanishes by itself."
        ),
        purpose=Purpose(
            N_("To stop programs that send message after message."),
            broader="dpv:EnforceSecurity",
        ),
        data_subjects=(DataSubject.READER,),
        data=(
            PersonalData(
                Category.IP_ADDRESS,
                source=Source.BROWSER,
                label=N_("IP address, scrambled beyond reading and used only to count"),
            ),
            PersonalData(
                Category.TIME,
                source=Source.SITE,
                label=N_("Time at which this page was made for you"),
            ),
        ),
        legal_basis=LegitimateInterest(
            N_("We want to find your message among those that programs send.")
        ),
        retention=HeldInMemory(RATE_WINDOW),
        erasure=N_("It vanishes by itself; nothing of it is stored."),
    ),
)
register(NotPersonal(model=_SUBMISSION, fields=("id", "site")))
