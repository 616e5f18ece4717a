"""The declarations of embeds in the record of processing."""

from privacy_plugin import N_, register_record_texts

register_record_texts(
    {
        "Remembering that you always want to see a provider's embeds": N_(
            "Remembering which embeds a reader always allows"
        ),
        "To spare you the question the next time, if you pressed “always”.": N_(
            "Not ask again a reader who always allows a provider."
        ),
        "To show you here what lies at %(name)s, if you ask for it. %(company)s says "
        "that it uses the data %(uses)s.": N_(
            "Show content of %(name)s at a reader’s request. %(company)s states that "
            "it uses the data %(uses)s."
        ),
        "To show you here what lies at %(name)s, if you ask for it. As far as we know, "
        "whoever runs %(company)s uses the data %(uses)s.": N_(
            "Show content of %(name)s at a reader’s request. As far as is known, "
            "whoever runs %(company)s uses the data %(uses)s."
        ),
        "To show you here what lies at %(name)s, if you ask for it. As far as we know, "
        "%(company)s uses the data %(uses)s. Nobody has yet compared with its own "
        "privacy notice what stands here.": N_(
            "Show content of %(name)s at a reader’s request. As far as is known, "
            "%(company)s uses the data %(uses)s; this has not been compared with its "
            "privacy notice."
        ),
        "Nothing but your consent (Art. 49(1)(a) GDPR): the law there may protect your "
        "data less than in the EU.": N_(
            "Explicit consent (Art. 49(1)(a) GDPR); no adequacy decision."
        ),
    }
)
