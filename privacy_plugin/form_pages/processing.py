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
    DataSubject,
    Keep,
    KeepWhile,
    LegitimateInterest,
    ProcessingActivity,
    Purpose,
    Recipient,
    Role,
    StandardGroup,
    register,
)
from privacy_plugin.processing import Phrase
from privacy_plugin.processing.factories import (
    entered_data,
    private_link_data,
    register_not_personal,
    register_rate_limit,
    site_data,
)

MESSAGE = ActivityKey("form_pages.message")
EMAIL_COPY = "form_pages.email_copy"  # the key goes on with the mailbox's host
ABUSE_PROTECTION = ActivityKey("form_pages.abuse_protection")
KEPT_FOR = timedelta(days=180)
RATE_WINDOW = timedelta(minutes=10)
FORM, SENT_AT, FINDING = "form", "sent_at", "finding"  # names in the mail's values
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
            "It is not published. An e-mail address is only for our answer. After a "
            "while the message is deleted by itself. If it shall go sooner, "
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
        legal_basis=LegitimateInterest(  # decision 22
            N_("You write to us of your own accord; we want to read and answer it.")
        ),
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
        "address is scrambled, so that nobody can read it. The count vanishes by "
        "itself."
    ),
    purpose=N_("To stop programs that send message after message."),
    data_subject=DataSubject.READER,
    measured_time=N_("When you sent it"),
    reason=N_("We want to find your message among those that programs send."),
    period=RATE_WINDOW,
)


_COPIED = (
    entered_data(
        Category.FREE_TEXT,
        label=N_("Everything you enter in the form"),
        sent_as="content",
    ),
    entered_data(
        Category.EMAIL_ADDRESS,
        label=N_("Your e-mail address, if the form asks for one"),
        sent_as="reply_to",
        optional=True,
    ),
    site_data(Category.PAGE, label=N_("The form you used"), sent_as=FORM),
    site_data(Category.TIME, label=N_("When you sent it"), sent_as=SENT_AT),
    site_data(
        Category.HISTORY,
        label=N_("What our own check for spam found"),
        sent_as=FINDING,
    ),
)


def build_email_copy(host: str) -> ProcessingActivity:
    """Return the declaration of mailing messages to a mailbox at `host`.

    Raises InvalidDeclaration for what is no host name.
    """
    return ProcessingActivity(
        key=ActivityKey(f"{EMAIL_COPY}@{host}"),
        group=StandardGroup.WRITE,
        title=Phrase(N_("Getting your message by e-mail at %(host)s"), host=host),
        lead=Phrase(
            N_("We also get your message by e-mail, in our mailbox at %(host)s."),
            host=host,
        ),
        explanation=N_(
            "So we learn of your message without looking in here. The mail holds "
            "everything that was entered in the form. It is not deleted by itself: we "
            "delete it when it is dealt with."
        ),
        purpose=Purpose(
            N_("To learn of your message soon, and to answer it by e-mail."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.READER,),
        data=_COPIED,
        not_personal=("to",),
        legal_basis=LegitimateInterest(
            N_("We want to learn of a message soon, and to answer it by e-mail.")
        ),
        recipient=Recipient(
            host,
            role=Role.PROCESSOR,
            hosts=(host,),
            kept_for=N_("The mail stays in our mailbox there until we delete it."),
            kept_briefly=N_("until we delete it"),
        ),
        recipient_setting="PRIVACY_MAIL_PROVIDER",
        retention=KeepWhile(
            N_("Here, nothing is stored for it besides your message itself.")
        ),
        erasure=N_("Write to us; we delete the mail, too."),
        necessity=N_("Nothing obliges you. You can also write to us by post."),
    )


register_not_personal(
    "privacy_form_pages",
    Submission="id site shown",
    EmailCopy="id submission to_address due_at claimed_at tries transmission",
)
