"""Declarations of the spam check by Akismet, and of the recheck.

These are two activities, because they are two purposes and two consents: one check,
and a second one after an edit or a provisional verdict. What is not declared cannot be
sent: no e-mail address, referrer, role, behavioural data or test flag.

The role is *controller*: Akismet names its own legitimate interest as the legal basis
and learns from what it receives; a processor contract is offered with paid plans only.
No adequacy decision is claimed, since Akismet is not known to be covered by one.
Sources: https://akismet.com/privacy/, https://akismet.com/gdpr/, GDPR Art. 6(1)(a),
13(1)(e)-(f) and 49(1)(a); field names: Akismet's API reference.
"""

from datetime import timedelta

from privacy_plugin import (
    N_,
    ActivityKey,
    Category,
    Consent,
    DataSubject,
    Keep,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Role,
    Source,
    StandardGroup,
    Transfer,
    register,
)
from privacy_plugin.processing.factories import entered_data, site_data

SPAM_CHECK = ActivityKey("comments.spam_check")
SPAM_RECHECK = ActivityKey("comments.spam_recheck")

AUTOMATTIC = Recipient(
    "Automattic Inc. (Akismet)",
    short_name="Automattic",
    role=Role.CONTROLLER,
    hosts=("rest.akismet.com",),
    kept_for=N_(
        "Akismet says that it keeps nearly everything for 14 to 90 days, and a very "
        "small part for longer. It does not delete the data of a single person.",
    ),
    kept_briefly=N_("mostly 14 to 90 days"),
    policy_url="https://automattic.com/privacy/",
    transfer=Transfer(
        "US",
        safeguard=N_(
            "Nothing but your consent (Art. 49(1)(a) GDPR). In the USA the law "
            "protects your data less than in the EU: authorities there can get to "
            "see it, and you can hardly find out about that or stop it.",
        ),
    ),
)

ABOUT_THE_COMMENT = (
    entered_data(Category.FREE_TEXT, sent_as="comment_content"),
    entered_data(Category.NAME, sent_as="comment_author", optional=True),
    entered_data(
        Category.WEBSITE,
        sent_as="comment_author_url",
        optional=True,
        switch="PRIVACY_COMMENTS_ASK_WEBSITE",
    ),
    PersonalData(
        Category.IP_ADDRESS,
        source=Source.BROWSER,
        sent_as="user_ip",
        stored_as="privacy_comments.CheckContext.ip_address",
    ),
    PersonalData(
        Category.USER_AGENT,
        source=Source.BROWSER,
        sent_as="user_agent",
        stored_as="privacy_comments.CheckContext.user_agent",
        switch="PRIVACY_AKISMET_SEND_USER_AGENT",
    ),
    site_data(
        Category.PAGE,
        label=N_("Address of the page you comment on"),
        sent_as="permalink",
    ),
    site_data(
        Category.TIME, label=N_("Time of your comment"), sent_as="comment_date_gmt"
    ),
)

ABOUT_THE_SITE = (
    "api_key",
    "blog",
    "blog_lang",
    "blog_charset",
    "comment_type",
    "comment_post_modified_gmt",
)

UNTIL_CHECKED = Keep(
    timedelta(days=7), after="privacy_comments.CheckContext.captured_at"
)

register(
    ProcessingActivity(
        key=SPAM_CHECK,
        group=StandardGroup.COMMENT,
        title=N_("Spam check by Akismet"),
        lead=N_(
            "If you say yes, another company reads your comment and tells us "
            "whether it is spam."
        ),
        explanation=N_(
            "Spam is advertising that programs scatter everywhere. {recipient} "
            "sees comments from very many sites and so recognises it quickly. It "
            "also learns from what it gets. If you don’t agree, a person reads "
            "your comment instead, and it is just as welcome."
        ),
        purpose=Purpose(
            N_(
                "To find out whether your comment is spam, so that it can appear "
                "without waiting for a person. Our own checks come first; if they "
                "are enough, nothing is sent.",
            ),
            broader="dpv:EnforceSecurity",
        ),
        data_subjects=(DataSubject.COMMENTER,),
        data=ABOUT_THE_COMMENT,
        not_personal=(*ABOUT_THE_SITE, "key"),
        legal_basis=Consent(
            N_("Akismet in the USA may check my comment for spam."),
        ),
        recipient=AUTOMATTIC,
        retention=UNTIL_CHECKED,
        erasure=N_(
            "Take your consent back with the private link you get after posting: "
            "from then on nothing is sent. What has been sent by then, Akismet "
            "keeps as it says, and we cannot get it back.",
        ),
        switch="PRIVACY_AKISMET_API_KEY",
    ),
)

register(
    ProcessingActivity(
        key=SPAM_RECHECK,
        group=StandardGroup.COMMENT,
        title=N_("Second spam check by Akismet"),
        lead=N_("If you say yes, we may ask the same company once more."),
        explanation=N_(
            "That happens in two cases: you change your comment, or the first "
            "answer was not final. It then gets your words as they are at that "
            "time. You can agree to one check and not to the other."
        ),
        purpose=Purpose(
            N_(
                "To check your comment once more when you have edited it, or when "
                "the first answer was not final.",
            ),
            broader="dpv:EnforceSecurity",
        ),
        data_subjects=(DataSubject.COMMENTER,),
        data=(
            *ABOUT_THE_COMMENT,
            site_data(
                Category.HISTORY,
                label=N_("Why it is checked again"),
                sent_as="recheck_reason",
            ),
        ),
        not_personal=ABOUT_THE_SITE,
        legal_basis=Consent(
            N_("Akismet may check it again if I edit it or the answer was open."),
        ),
        recipient=AUTOMATTIC,
        retention=UNTIL_CHECKED,
        erasure=N_(
            "Take your consent back with the private link you get after posting: "
            "then there is no second check. What has been sent by then, Akismet "
            "keeps as it says, and we cannot get it back.",
        ),
        switch="PRIVACY_AKISMET_API_KEY",
    ),
)
