"""What the site itself does with data: it answers requests and names its authors.

True of the production server as it is shipped (gunicorn without an access log, see
``blog.settings.production``). Who puts a server before it that keeps a log says so in
the admin under *Settings → About this site*.
"""

from privacy_plugin import (
    N_,
    ActivityKey,
    Category,
    DataCategory,
    DataSubject,
    KeepWhile,
    LegitimateInterest,
    NotPersonal,
    NotStored,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Source,
    StandardGroup,
    register,
)


class AuthorData(DataCategory):
    """What is known of an author besides the plugin's own categories."""

    PICTURE = "pd:Picture", N_("Picture"), N_("your picture")


register(
    ProcessingActivity(
        key=ActivityKey("blog.hosting"),
        group=StandardGroup.READ,
        title=N_("Showing you the pages"),
        lead=N_("To show you a page, our server has to know where to send it."),
        explanation=N_(
            "It is like a letter: without an address it does not arrive. Your "
            "browser sends its IP address along, the number of your connection to "
            "the Internet. Once the page is on its way, our software forgets it and "
            "keeps no list of who has read what. If a server in front of it keeps "
            "one, that stands on the privacy page as a log of the server."
        ),
        purpose=Purpose(
            N_("Answer your browser and send the page to where it asked from."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.READER,),
        data=(
            PersonalData(Category.IP_ADDRESS, source=Source.BROWSER),
            PersonalData(Category.PAGE, source=Source.BROWSER),
            PersonalData(Category.USER_AGENT, source=Source.BROWSER),
            PersonalData(Category.TIME, source=Source.SITE),
        ),
        legal_basis=LegitimateInterest(
            N_(
                "A page cannot be delivered without an address to deliver it to. Our "
                "software forgets it once it has answered.",
            ),
        ),
        retention=NotStored(),
        erasure=N_("There is nothing to erase, because nothing is kept."),
    ),
)

register(
    ProcessingActivity(
        key=ActivityKey("blog.authors"),
        title=N_("Who writes here"),
        lead=N_("Authors are named at their posts, if they want to be."),
        explanation=N_(
            "This is about the people who write for this site, not about its readers. "
            "An author chooses the name and the few lines that stand there."
        ),
        purpose=Purpose(
            N_("Say who has written a post."), broader="dpv:ServiceProvision"
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            PersonalData(
                Category.NAME,
                source=Source.ENTERED,
                stored_as="blog.Author.name",
                public=True,
            ),
            PersonalData(
                Category.NAME,
                source=Source.SITE,
                label=N_("Name in the address of the author’s posts"),
                stored_as="blog.Author.slug",
                public=True,
            ),
            PersonalData(
                Category.FREE_TEXT,
                source=Source.ENTERED,
                label=N_("A few lines about the author"),
                stored_as="blog.Author.bio",
                optional=True,
                public=True,
            ),
            PersonalData(
                AuthorData.PICTURE,
                source=Source.ENTERED,
                stored_as="blog.Author.picture",
                optional=True,
                public=True,
            ),
        ),
        legal_basis=LegitimateInterest(
            N_("Readers want to know who says what they read.")
        ),
        retention=KeepWhile(N_("As long as posts of the author are online.")),
        erasure=N_(
            "Ask the people who run this site; the posts can stay without a name."
        ),
    )
)
register(NotPersonal(model="blog.Author", fields=("id", "locale", "translation_key")))
