"""The declarations of comments in the record of processing."""

from privacy_plugin import N_, register_record_texts

register_record_texts(
    {
        "Publishing your comment": N_("Publishing comments"),
        "To show your comment on this page, where everybody can read it.": N_(
            "Publish comments on the pages they are about."
        ),
        "As long as the page is online, or until you delete your comment.": N_(
            "As long as the page is online, or until the writer deletes the comment."
        ),
        "We delete the comment %(period)s after it was rejected or set aside.": N_(
            "Deleted %(period)s after it was rejected or set aside."
        ),
    }
)
