"""The declarations of subscriptions in the record of processing."""

from privacy_plugin import N_, register_record_texts

register_record_texts(
    {
        "To send you a mail when something new appears here.": N_(
            "Send subscribers a mail about new content."
        ),
        "To send you a mail when somebody comments on this post.": N_(
            "Send subscribers a mail about comments on a post."
        ),
        "Mail about replies to your comment": N_("Mail about replies to a comment"),
        "To send you a mail when somebody answers your comment.": N_(
            "Send the writer of a comment a mail about replies."
        ),
        "Until you leave. Then your address is deleted; only a scrambled trace "
        "stays.": N_(
            "Until the subscription ends. Then the address is deleted; a keyed hash "
            "stays."
        ),
        "Asking whether the address is yours": N_("Confirming e-mail addresses"),
        "To make sure that nobody else has entered your address: first you get one "
        "mail, and nothing more unless you confirm it.": N_(
            "Make sure that the owner of an address has entered it (double opt-in)."
        ),
        "We delete it %(period)s after you asked, if you don’t confirm.": N_(
            "Deleted %(period)s after the request, if it is not confirmed."
        ),
        "Noting which mail you got": N_("Noting which mails were sent"),
        "To send you no mail twice, and none after you have left.": N_(
            "Send no mail twice, and none after a subscription has ended."
        ),
        "We delete the note %(period)s after the mail.": N_(
            "Deleted %(period)s after the mail."
        ),
        "Keeping your address off the lists": N_("Suppression list"),
        "To keep your address from being entered again, by an import or by somebody "
        "else, after you have left.": N_(
            "Keep an address from being entered again after its owner has left."
        ),
        "As long as this site sends mail, or until you subscribe again.": N_(
            "As long as this site sends mail, or until the owner subscribes again."
        ),
    }
)
