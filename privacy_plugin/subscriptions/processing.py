"""What subscriptions do with whose data: declared here, everything else follows.

The company that sends the mail, if there is one, is named by the site's setting
PRIVACY_MAIL_PROVIDER. Source: GDPR Art. 13 and 30; § 7(2) no. 2 UWG.
"""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin import (
    N_,
    Button,
    Category,
    Consent,
    Contract,
    DataSubject,
    HeldInMemory,
    Keep,
    KeepWhile,
    LegitimateInterest,
    NotStored,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Source,
    register,
)
from privacy_plugin.processing import ActivityKey
from privacy_plugin.subscriptions import (
    processing_columns,  # noqa: F401 - it declares the other columns
    processing_texts,
)

POSTS = ActivityKey("subscriptions.posts")
THREAD = ActivityKey("subscriptions.thread")
REPLIES = ActivityKey("subscriptions.replies")
ENROLMENT = ActivityKey("subscriptions.enrolment")
DELIVERIES = ActivityKey("subscriptions.deliveries")
SUPPRESSION = ActivityKey("subscriptions.suppression")
ABUSE_PROTECTION = ActivityKey("subscriptions.abuse_protection")
TEST_MAIL = ActivityKey("subscriptions.test_mail")

ACTIVITIES = {"posts": POSTS, "thread": THREAD, "replies": REPLIES}  # by kind

UNCONFIRMED_FOR = timedelta(days=7)
DELIVERIES_FOR = timedelta(days=90)
REQUEST_WINDOW = timedelta(minutes=10)
PROVIDER = "PRIVACY_MAIL_PROVIDER"

_ENROLMENT = "privacy_subscriptions.PendingSubscription"
_SUBSCRIBER = "privacy_subscriptions.Subscriber"
_SUBSCRIPTION = "privacy_subscriptions.Subscription"
_TOPIC = "privacy_subscriptions.SubscribedTopic"
_DELIVERY = "privacy_subscriptions.Delivery"
_SUPPRESSION = "privacy_subscriptions.Suppression"


def _confirmed(column: str) -> PersonalData:
    label = N_("When you asked for it and when you confirmed it")
    return PersonalData(
        Category.TIME, source=Source.SITE, label=label, stored_as=column
    )


def _chosen(column: str) -> PersonalData:
    label = N_("What you want to get, and how often")
    return PersonalData(
        Category.CHOICE, source=Source.ENTERED, label=label, stored_as=column
    )


def _noted(category: Category, column: str) -> PersonalData:
    label = N_("Which mail was sent to you, when, and whether it was taken")
    return PersonalData(category, source=Source.SITE, label=label, stored_as=column)


_ADDRESS = PersonalData(
    Category.EMAIL_ADDRESS,
    source=Source.ENTERED,
    sent_as="to",
    stored_as=f"{_SUBSCRIBER}.email",
)
_SAME_ADDRESS = PersonalData(
    Category.EMAIL_ADDRESS,
    source=Source.ENTERED,
    stored_as=f"{_SUBSCRIBER}.mailbox",
)
_LINKS = PersonalData(
    Category.IDENTIFIER,
    source=Source.SITE,
    label=N_("Links that are yours alone, to leave and to change your choice"),
    sent_as="links",
)
_ABOUT_YOU = (
    _ADDRESS,
    _SAME_ADDRESS,
    _LINKS,
    PersonalData(
        Category.LANGUAGE,
        source=Source.SITE,
        label=N_("Language of the page"),
        stored_as=f"{_SUBSCRIBER}.language",
    ),
    _confirmed(f"{_SUBSCRIBER}.confirmed_at"),
    _confirmed(f"{_SUBSCRIPTION}.requested_at"),
    _confirmed(f"{_SUBSCRIPTION}.confirmed_at"),
    PersonalData(
        Category.IDENTIFIER,
        source=Source.SITE,
        label=N_("Random number that makes your private link work"),
        stored_as=f"{_SUBSCRIBER}.subject_key",
    ),
    PersonalData(
        Category.HISTORY,
        source=Source.SITE,
        label=N_("Whether your mail server takes what we send"),
        stored_as=f"{_SUBSCRIBER}.failures",
    ),
)
_KEPT_WHILE = KeepWhile(
    N_("Until you leave. Then your address is deleted; only a scrambled trace stays.")
)
_ERASURE = N_(
    "Each mail has a link that ends it with one click, and one to a page where you "
    "can change or delete everything."
)

register(
    ProcessingActivity(
        key=POSTS,
        **processing_texts.POSTS,
        title=N_("Mail about new posts"),
        purpose=Purpose(
            N_("To send you a mail when something new appears here."),
            broader="dpv:DirectMarketing",
        ),
        data_subjects=(DataSubject.SUBSCRIBER,),
        data=(
            *_ABOUT_YOU,
            _chosen(f"{_SUBSCRIPTION}.kind"),
            _chosen(f"{_SUBSCRIPTION}.frequency"),
            PersonalData(
                Category.CHOICE,
                source=Source.ENTERED,
                label=N_("Topics you limit it to"),
                stored_as=f"{_TOPIC}.topic",
                optional=True,
            ),
            PersonalData(
                Category.CHOICE,
                source=Source.ENTERED,
                label=N_("Your time zone"),
                stored_as=f"{_SUBSCRIBER}.time_zone",
                optional=True,
            ),
        ),
        not_personal=("content",),
        legal_basis=Consent(N_("Yes, send me a mail about new posts.")),
        recipient_setting=PROVIDER,
        retention=_KEPT_WHILE,
        erasure=_ERASURE,
    )
)

register(
    ProcessingActivity(
        key=THREAD,
        **processing_texts.THREAD,
        title=N_("Mail about a conversation"),
        purpose=Purpose(
            N_("To send you a mail when somebody comments on this post."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.SUBSCRIBER,),
        data=(
            *_ABOUT_YOU,
            PersonalData(
                Category.PAGE,
                source=Source.SITE,
                label=N_("The post whose comments you follow"),
                stored_as=f"{_SUBSCRIPTION}.target",
            ),
        ),
        not_personal=("content",),
        legal_basis=Consent(N_("Yes, send me a mail about each comment on this post.")),
        recipient_setting=PROVIDER,
        retention=_KEPT_WHILE,
        erasure=_ERASURE,
    )
)

register(
    ProcessingActivity(
        key=REPLIES,
        **processing_texts.REPLIES,
        title=N_("Mail about replies to your comment"),
        purpose=Purpose(
            N_("To send you a mail when somebody answers your comment."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.SUBSCRIBER, DataSubject.COMMENTER),
        data=(
            *_ABOUT_YOU,
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=N_("The comment whose replies you follow"),
                stored_as=f"{_SUBSCRIPTION}.target",
            ),
        ),
        not_personal=("content",),
        legal_basis=Consent(
            N_("Yes, send me a mail when somebody replies to my comment.")
        ),
        recipient_setting=PROVIDER,
        retention=_KEPT_WHILE,
        erasure=_ERASURE,
    )
)

register(
    ProcessingActivity(
        key=ENROLMENT,
        **processing_texts.ENROLMENT,
        title=N_("Asking whether the address is yours"),
        purpose=Purpose(
            N_(
                "To make sure that nobody else has entered your address: first you get "
                "one mail, and nothing more unless you confirm it."
            ),
            broader="dpv:IdentityVerification",
        ),
        data_subjects=(DataSubject.SUBSCRIBER,),
        data=(
            PersonalData(
                Category.EMAIL_ADDRESS,
                source=Source.ENTERED,
                sent_as="to",
                stored_as=f"{_ENROLMENT}.email",
            ),
            PersonalData(
                Category.EMAIL_ADDRESS,
                source=Source.ENTERED,
                stored_as=f"{_ENROLMENT}.mailbox",
            ),
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=N_("A link that is yours alone, to confirm"),
                sent_as="links",
                stored_as=f"{_ENROLMENT}.subject_key",
            ),
            _chosen(f"{_ENROLMENT}.choices"),
            PersonalData(
                Category.LANGUAGE,
                source=Source.SITE,
                label=N_("Language of the page"),
                stored_as=f"{_ENROLMENT}.language",
            ),
            PersonalData(
                Category.TIME,
                source=Source.SITE,
                label=N_("When you asked for it"),
                stored_as=f"{_ENROLMENT}.requested_at",
            ),
        ),
        not_personal=("content",),
        legal_basis=Contract(
            N_("You ask for mail; we have to know that the address is yours.")
        ),
        recipient_setting=PROVIDER,
        retention=Keep(
            UNCONFIRMED_FOR,
            after=f"{_ENROLMENT}.requested_at",
            sentence=N_(
                "We delete it %(period)s after you asked, if you don’t confirm."
            ),
        ),
        erasure=N_("Do nothing: without your confirmation it is deleted."),
        necessity=N_("Only the address is needed, and only if you want mail."),
        buttons=(Button.AGREE,),
    )
)

register(
    ProcessingActivity(
        key=DELIVERIES,
        **processing_texts.DELIVERIES,
        title=N_("Noting which mail you got"),
        purpose=Purpose(
            N_("To send you no mail twice, and none after you have left."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.SUBSCRIBER,),
        data=(
            _noted(Category.HISTORY, f"{_DELIVERY}.state"),
            _noted(Category.TIME, f"{_DELIVERY}.ended_at"),
        ),
        legal_basis=LegitimateInterest(
            N_("A mail that comes twice, or too late, would be a nuisance to you.")
        ),
        retention=Keep(
            DELIVERIES_FOR,
            after=f"{_DELIVERY}.ended_at",
            sentence=N_("We delete the note %(period)s after the mail."),
        ),
        erasure=N_("The notes are deleted together with your subscription."),
    )
)

register(
    ProcessingActivity(
        key=SUPPRESSION,
        **processing_texts.SUPPRESSION,
        title=N_("Keeping your address off the lists"),
        purpose=Purpose(
            N_(
                "To keep your address from being entered again, by an import or by "
                "somebody else, after you have left."
            ),
            broader="dpv:RightsFulfilment",
        ),
        data_subjects=(DataSubject.SUBSCRIBER,),
        data=(
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=N_("A scrambled trace of your address that cannot be read back"),
                stored_as=f"{_SUPPRESSION}.digest",
            ),
            PersonalData(
                Category.HISTORY,
                source=Source.SITE,
                label=N_("Why: you left, you said no, or your mailbox refused"),
                stored_as=f"{_SUPPRESSION}.reason",
            ),
        ),
        legal_basis=LegitimateInterest(
            N_("Only so can we be sure not to write to you again.")
        ),
        retention=KeepWhile(
            N_("As long as this site sends mail, or until you subscribe again.")
        ),
        erasure=N_("Subscribe again and confirm it, and the trace is deleted."),
    )
)

register(
    ProcessingActivity(
        key=ABUSE_PROTECTION,
        **processing_texts.ABUSE_PROTECTION,
        title=N_("Limiting how many requests come at once"),
        purpose=Purpose(
            N_("To stop programs that enter other people’s addresses."),
            broader="dpv:EnforceSecurity",
        ),
        data_subjects=(DataSubject.READER,),
        data=(
            PersonalData(
                Category.IP_ADDRESS,
                source=Source.BROWSER,
                label=N_("IP address, scrambled beyond reading and used only to count"),
            ),
            PersonalData(
                Category.TIME, source=Source.SITE, label=N_("When you asked for it")
            ),
        ),
        legal_basis=LegitimateInterest(
            N_("Nobody should get mail because a program has typed in their address.")
        ),
        retention=HeldInMemory(REQUEST_WINDOW),
        erasure=N_("It vanishes by itself; nothing of it is stored."),
    )
)

register(
    ProcessingActivity(
        key=TEST_MAIL,
        **processing_texts.TEST_MAIL,
        title=N_("Sending a test mail"),
        purpose=Purpose(
            N_("To show editors what subscribers will get."),
            broader="dpv:OrganisationGovernance",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            PersonalData(Category.EMAIL_ADDRESS, source=Source.ENTERED, sent_as="to"),
            PersonalData(Category.TIME, source=Source.SITE),
        ),
        not_personal=("content", "links"),
        legal_basis=Contract(N_("The editor asks for the mail.")),
        recipient_setting=PROVIDER,
        retention=NotStored(),
        erasure=N_("Nothing is kept; the address is that of the editor’s account."),
    )
)
