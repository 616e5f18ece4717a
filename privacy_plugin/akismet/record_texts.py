"""The declarations of the spam check in the record of processing."""

from privacy_plugin import N_, register_record_texts

register_record_texts(
    {
        "To find out whether your comment is spam, so that it can appear without "
        "waiting for a person. Our own checks come first; if they are enough, nothing "
        "is sent.": N_(
            "Find out whether a comment is spam, where the site’s own checks leave it "
            "open."
        ),
        "To check your comment once more when you have edited it, or when the first "
        "answer was not final.": N_(
            "Check a comment again after an edit, or where the first result was not "
            "final."
        ),
        "Nothing but your consent (Art. 49(1)(a) GDPR). In the USA the law protects "
        "your data less than in the EU: authorities there can get to see it, and you "
        "can hardly find out about that or stop it.": N_(
            "Explicit consent (Art. 49(1)(a) GDPR); no adequacy decision."
        ),
    }
)
