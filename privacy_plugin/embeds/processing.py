"""Declarations of embeds apart from providers (see ``dynamic_activities``)."""

from datetime import timedelta

from privacy_plugin import (
    N_,
    ActivityKey,
    Category,
    DataSubject,
    DeviceStorage,
    LegitimateInterest,
    NotStored,
    ProcessingActivity,
    Purpose,
    StandardGroup,
    StorageKind,
    register,
)
from privacy_plugin.processing.factories import (
    entered_data,
    register_not_personal,
    site_data,
)

REMEMBERING = ActivityKey("embeds.remembering")

register(
    ProcessingActivity(
        key=REMEMBERING,
        group=StandardGroup.EMBED,
        title=N_("Remembering that you always want to see a provider's embeds"),
        lead=N_("If you press “always”, your browser keeps a small note about it."),
        explanation=N_(
            "Such a note is called a cookie. It names the provider you allowed and "
            "holds a random number, but not who you are. By that number this site "
            "could recognise your browser; it only uses it to find the proof of your "
            "permission. Nobody else gets to read it. If you never press “always”, "
            "there is no such note."
        ),
        purpose=Purpose(
            N_("To spare you the question the next time, if you pressed “always”."),
            broader="dpv:ServicePersonalisation",
        ),
        data_subjects=(DataSubject.READER,),
        data=(
            entered_data(
                Category.CHOICE,
                label=N_("The provider you allowed, and the text you allowed it by"),
            ),
            site_data(Category.TIME, label=N_("When you allowed it")),
            site_data(
                Category.IDENTIFIER,
                label=N_(
                    "A random number that leads to the proof of your permission, and "
                    "by which your browser can be recognised"
                ),
            ),
        ),
        legal_basis=LegitimateInterest(  # decision 22
            N_("You asked this site to remember it; we want to ask you only once.")
        ),
        retention=NotStored(),
        erasure=N_(
            "Press “stop and forget” below what was loaded, or take it back on the "
            "page of your choices; either deletes the cookie."
        ),
        device_storage=(
            DeviceStorage(StorageKind.COOKIE, "always.…", period=timedelta(days=182)),
        ),
    )
)

register_not_personal(
    "privacy_embeds",
    EmbeddedItem=(
        "id url digest provider host title width height picture state failure "
        "looked_up_at"
    ),
    ProviderEntry="id key entry is_enabled changed_at",
    LoadCount="id activity date count",
)
