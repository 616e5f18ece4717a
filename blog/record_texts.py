"""The declarations of the site in the record of processing."""

from privacy_plugin import N_, register_record_texts

register_record_texts(
    {
        "Showing you the pages": N_("Delivering pages"),
        "Answer your browser and send the page to where it asked from.": N_(
            "Answer requests of browsers."
        ),
    }
)
