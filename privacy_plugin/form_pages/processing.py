"""Declarations of the processing of messages and of their spam protection.

What a message holds is up to the editors: each form page discloses its own fields.
"""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin import (
    N_,
    ActivityKey,
    Button,
    Category,
    Contract,
    DataSubject,
    Keep,
    ProcessingActivity,
    Purpose,
    StandardGroup,
    register,
)
from privacy_plugin.processing.factories import (
    entered_data,
    private_link_data,
    register_not_personal,
    register_rate_limit,
    site_data,
)

MESSAGE = ActivityKey("form_pages.message")
ABUSE_PROTECTION = ActivityKey("form_pages.abuse_protection")
KEPT_FOR = timedelta(days=180)
RATE_WINDOW = timedelta(minutes=10)
_SUBMISSION = "privacy_form_pages.Submission"
ENTERED_COLUMN = f"{_SUBMISSION}.form_data"
EMAIL_COLUMN = f"{_SUBMISSION}.email"
ENTERED_COLUMNS = frozenset({ENTERED_COLUMN, EMAIL_COLUMN})

register(
    ProcessingActivity(
        key=MESSAGE,
        group=StandardGroup.WRITE,
        title=N_("Answering your message"),
        lead=N_(
            "What you write is stored here, and the people who run this site read it."
        ),
        explanation=N_(
            "It is not published. Give an e-mail address only if you want an answer. "
            "After a while the message is deleted by itself. If it shall go sooner, "
            "write to us."
        ),
        purpose=Purpose(
            N_("To read what you write to us, and to answer you."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.READER,),
        data=(  # a page discloses its own fields in place of the first two
            entered_data(
                Category.FREE_TEXT,
                label=N_("What you enter in the fields of the form"),
                stored_as=ENTERED_COLUMN,
            ),
            entered_data(
                Category.EMAIL_ADDRESS,
                label=N_("E-mail address, if the form asks for one"),
                stored_as=EMAIL_COLUMN,
                optional=True,
            ),
            site_data(Category.TIME, stored_as=f"{_SUBMISSION}.submit_time"),
            site_data(
                Category.PAGE,
                label=N_("The form you used"),
                stored_as=f"{_SUBMISSION}.page",
            ),
            private_link_data(stored_as=f"{_SUBMISSION}.subject_key"),
            site_data(
                Category.HISTORY,
                label=N_("What our own check for spam found"),
                stored_as=f"{_SUBMISSION}.finding",
            ),
        ),
        legal_basis=Contract(N_("You write to us so that we read it.")),
        retention=Keep(KEPT_FOR, after=f"{_SUBMISSION}.submit_time"),
        erasure=N_("Write to us; we delete it at once."),
        necessity=N_("Nothing obliges you. Without a text there is nothing to answer."),
        buttons=(Button.AGREE,),
    )
)
register_rate_limit(
    ABUSE_PROTECTION,
    group=StandardGroup.WRITE,
    title=N_("Limiting how many messages come at once"),
    lead=N_("We count how many messages come from one connection."),
    explanation=N_(
        "Programs that send message after message have to wait. For counting, your "
        "address is scrambled, so that nobody can read it. We also look at how quickly "
        "a message was written. The count vanishes by itself."
    ),
    purpose=N_("To stop programs that send message after message."),
    data_subject=DataSubject.READER,
    measured_time=N_("Time at which this page was made for you"),
    reason=N_("We want to find your message among those that programs send."),
    period=RATE_WINDOW,
)
register_not_personal("privacy_form_pages", Submission="id site shown")
