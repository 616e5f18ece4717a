"""The core's declarations in the record of processing."""

from privacy_plugin import N_, register_record_texts

register_record_texts(
    {
        "Proof of your consent": N_("Proof of consents"),
        "Be able to prove what you agreed to, and stop when you withdraw it.": N_(
            "Prove consents, and carry out withdrawals."
        ),
        "We delete the proof %(period)s after your consent has ended or, if you "
        "withdraw it, would have ended by itself.": N_(
            "Deleted %(period)s after the consent has ended or, if it was withdrawn, "
            "would have ended by itself."
        ),
        "Be able to tell you what was sent to whom, and when.": N_(
            "Inform data subjects about recipients (Art. 15(1)(c) GDPR)."
        ),
        "We delete the entry %(period)s after the sending.": N_(
            "Deleted %(period)s after the transmission."
        ),
        "Answering your questions about your data": N_(
            "Answering requests of data subjects"
        ),
        "To answer your request in time, and to be able to show that we did.": N_(
            "Answer requests of data subjects in time, and be able to show it."
        ),
        "We delete the note %(period)s after the request was closed.": N_(
            "Deleted %(period)s after the request was closed."
        ),
        "We delete it %(period)s after it was stored.": N_(
            "Deleted %(period)s after it was stored."
        ),
    }
)
