"""The declarations of form pages in the record of processing."""

from privacy_plugin import N_, register_record_texts

register_record_texts(
    {
        "Answering your message": N_("Answering messages"),
        "To read what you write to us, and to answer you.": N_(
            "Read and answer messages sent by form."
        ),
    }
)
