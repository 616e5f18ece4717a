"""The declarations of form pages in the record of processing."""

from privacy_plugin import N_, register_record_texts

register_record_texts(
    {
        "Answering your message": N_("Answering messages"),
        "Getting your message by e-mail at %(host)s": N_(
            "Getting messages by e-mail at %(host)s"
        ),
        "The mail stays in our mailbox there until we delete it.": N_(
            "The mail stays in the mailbox there until it is deleted."
        ),
        "Here, nothing is stored for it besides your message itself.": N_(
            "Here, nothing is stored for it besides the message itself."
        ),
        "To learn of your message soon, and to answer it by e-mail.": N_(
            "Learn of messages soon, and answer them by e-mail."
        ),
        "To read what you write to us, and to answer you.": N_(
            "Read and answer messages sent by form."
        ),
    }
)
