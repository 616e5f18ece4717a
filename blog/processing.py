"""What the site itself does with its readers' data: it answers their requests.

True of the production server as it is shipped (gunicorn without an access log, see
``blog.settings.production``). Who puts a server before it that keeps a log declares
that here, and the disclosure says so.
"""

from privacy_plugin import (
    N_,
    ActivityKey,
    Category,
    DataSubject,
    LegitimateInterest,
    NotStored,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Source,
    StandardGroup,
    register,
)

register(
    ProcessingActivity(
        key=ActivityKey("blog.hosting"),
        group=StandardGroup.READ,
        title=N_("Showing you the pages"),
        lead=N_("To show you a page, our server has to know where to send it."),
        explanation=N_(
            "It is like a letter: without an address it does not arrive. Your "
            "browser sends its IP address along, the number of your connection to "
            "the Internet. Once the page is on its way, the server forgets it. "
            "There is no list of who has read what."
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
                "A page cannot be delivered without an address to deliver it to. The "
                "web server forgets it once it has answered, and keeps no access log.",
            ),
        ),
        retention=NotStored(),
        erasure=N_("There is nothing to erase, because nothing is kept."),
    ),
)
