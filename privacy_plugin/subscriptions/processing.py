"""What subscriptions do with whose data: declared here, everything else follows.

The company that sends the mail, if there is one, is named by the site's setting
PRIVACY_MAIL_PROVIDER. Source: GDPR Art. 13 and 30; § 7(2) no. 2 UWG.
"""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin import (
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
    _,
    register,
)
from privacy_plugin.processing import ActivityKey
from privacy_plugin.subscriptions import columns, words  # noqa: F401 - all columns

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

_ENROLMENT = "privacy_subscriptions.Enrolment"
_SUBSCRIBER = "privacy_subscriptions.Subscriber"
_SUBSCRIPTION = "privacy_subscriptions.Subscription"
_TOPIC = "privacy_subscriptions.SubscribedTopic"
_DELIVERY = "privacy_subscriptions.Delivery"
_SUPPRESSION = "privacy_subscriptions.Suppression"


def _confirmed(column: str) -> PersonalData:
    label = _("When you asked for it and when you confirmed it")
    return PersonalData(
        Category.TIME, source=Source.SITE, label=label, stored_as=column
    )


def _chosen(column: str) -> PersonalData:
    label = _("What you want to get, and how often")
    return PersonalData(
        Category.CHOICE, source=Source.ENTERED, label=label, stored_as=column
    )


def _noted(category: Category, column: str) -> PersonalData:
    label = _("Which mail was sent to you, when, and whether it was taken")
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
    label=_("Links that are yours alone, to leave and to change your choice"),
    sent_as="links",
)
_ABOUT_YOU = (
    _ADDRESS,
    _SAME_ADDRESS,
    _LINKS,
    PersonalData(
        Category.LANGUAGE,
        source=Source.SITE,
        label=_("Language of the page"),
        stored_as=f"{_SUBSCRIBER}.language",
    ),
    _confirmed(f"{_SUBSCRIBER}.confirmed_at"),
    _confirmed(f"{_SUBSCRIPTION}.requested_at"),
    _confirmed(f"{_SUBSCRIPTION}.confirmed_at"),
    PersonalData(
        Category.IDENTIFIER,
        source=Source.SITE,
        label=_("Random number that makes your private link work"),
        stored_as=f"{_SUBSCRIBER}.subject_key",
    ),
    PersonalData(
        Category.HISTORY,
        source=Source.SITE,
        label=_("Whether your mail server takes what we send"),
        stored_as=f"{_SUBSCRIBER}.failures",
    ),
)
_KEPT_WHILE = KeepWhile(
    _("Until you leave. Then your address is deleted; only a scrambled trace stays.")
)
_ERASURE = _(
    "Each mail has a link that ends it with one press, and one to a page where you can "
    "change or delete everything."
)

register(
    ProcessingActivity(
        key=POSTS,
        **words.POSTS,
        title=_("Mail about new posts"),
        purpose=Purpose(
            _("To send you a mail when something new appears here."),
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
                label=_("Topics you limit it to"),
                stored_as=f"{_TOPIC}.topic",
                optional=True,
            ),
            PersonalData(
                Category.CHOICE,
                source=Source.ENTERED,
                label=_("Your time zone"),
                stored_as=f"{_SUBSCRIBER}.time_zone",
                optional=True,
            ),
        ),
        not_personal=("content",),
        legal_basis=Consent(_("Yes, send me a mail about new posts.")),
        recipient_setting=PROVIDER,
        retention=_KEPT_WHILE,
        erasure=_ERASURE,
    )
)

register(
    ProcessingActivity(
        key=THREAD,
        **words.THREAD,
        title=_("Mail about a conversation"),
        purpose=Purpose(
            _("To send you a mail when somebody comments on this post."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.SUBSCRIBER,),
        data=(
            *_ABOUT_YOU,
            PersonalData(
                Category.PAGE,
                source=Source.SITE,
                label=_("The post whose comments you follow"),
                stored_as=f"{_SUBSCRIPTION}.target",
            ),
        ),
        not_personal=("content",),
        legal_basis=Consent(_("Yes, send me a mail about each comment on this post.")),
        recipient_setting=PROVIDER,
        retention=_KEPT_WHILE,
        erasure=_ERASURE,
    )
)

register(
    ProcessingActivity(
        key=REPLIES,
        **words.REPLIES,
        title=_("Mail about replies to your comment"),
        purpose=Purpose(
            _("To send you a mail when somebody answers your comment."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.SUBSCRIBER, DataSubject.COMMENTER),
        data=(
            *_ABOUT_YOU,
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=_("The comment whose replies you follow"),
                stored_as=f"{_SUBSCRIPTION}.target",
            ),
        ),
        not_personal=("content",),
        legal_basis=Consent(
            _("Yes, send me a mail when somebody replies to my comment.")
        ),
        recipient_setting=PROVIDER,
        retention=_KEPT_WHILE,
        erasure=_ERASURE,
    )
)

register(
    ProcessingActivity(
        key=ENROLMENT,
        **words.ENROLMENT,
        title=_("Asking whether the address is yours"),
        purpose=Purpose(
            _(
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
                label=_("A link that is yours alone, to confirm"),
                sent_as="links",
                stored_as=f"{_ENROLMENT}.subject_key",
            ),
            _chosen(f"{_ENROLMENT}.wishes"),
            PersonalData(
                Category.LANGUAGE,
                source=Source.SITE,
                label=_("Language of the page"),
                stored_as=f"{_ENROLMENT}.language",
            ),
            PersonalData(
                Category.TIME,
                source=Source.SITE,
                label=_("When you asked for it"),
                stored_as=f"{_ENROLMENT}.requested_at",
            ),
        ),
        not_personal=("content",),
        legal_basis=Contract(
            _("You ask for mail; we have to know that the address is yours.")
        ),
        recipient_setting=PROVIDER,
        retention=Keep(
            UNCONFIRMED_FOR,
            after=f"{_ENROLMENT}.requested_at",
            sentence=_(
                "We delete it %(period)s after you asked, if you don’t confirm."
            ),
        ),
        erasure=_("Do nothing: without your confirmation it is deleted."),
        necessity=_("Only the address is needed, and only if you want mail."),
        buttons=(Button.AGREE,),
    )
)

register(
    ProcessingActivity(
        key=DELIVERIES,
        **words.DELIVERIES,
        title=_("Noting which mail you got"),
        purpose=Purpose(
            _("To send you no mail twice, and none after you have left."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.SUBSCRIBER,),
        data=(
            _noted(Category.HISTORY, f"{_DELIVERY}.state"),
            _noted(Category.TIME, f"{_DELIVERY}.ended_at"),
        ),
        legal_basis=LegitimateInterest(
            _("A mail that comes twice, or too late, would be a nuisance to you.")
        ),
        retention=Keep(
            DELIVERIES_FOR,
            after=f"{_DELIVERY}.ended_at",
            sentence=_("We delete the note %(period)s after the mail."),
        ),
        erasure=_("The notes are deleted together with your subscription."),
    )
)

register(
    ProcessingActivity(
        key=SUPPRESSION,
        **words.SUPPRESSION,
        title=_("Keeping your address off the lists"),
        purpose=Purpose(
            _(
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
                label=_("A scrambled trace of your address that cannot be read back"),
                stored_as=f"{_SUPPRESSION}.digest",
            ),
            PersonalData(
                Category.HISTORY,
                source=Source.SITE,
                label=_("Why: you left, you said no, or your mailbox refused"),
                stored_as=f"{_SUPPRESSION}.reason",
            ),
        ),
        legal_basis=LegitimateInterest(
            _("Only so can we be sure not to write to you again.")
        ),
        retention=KeepWhile(
            _("As long as this site sends mail, or until you subscribe again.")
        ),
        erasure=_("Subscribe again and confirm it, and the trace is deleted."),
    )
)

register(
    ProcessingActivity(
        key=ABUSE_PROTECTION,
        **words.ABUSE_PROTECTION,
        title=_("Slowing down floods of requests"),
        purpose=Purpose(
            _("To stop programs that enter other people’s addresses."),
            broader="dpv:EnforceSecurity",
        ),
        data_subjects=(DataSubject.READER,),
        data=(
            PersonalData(
                Category.IP_ADDRESS,
                source=Source.BROWSER,
                label=_("IP address, scrambled beyond reading and used only to count"),
            ),
            PersonalData(
                Category.TIME, source=Source.SITE, label=_("When you asked for it")
            ),
        ),
        legal_basis=LegitimateInterest(
            _("Nobody should get mail because a program has typed in their address.")
        ),
        retention=HeldInMemory(REQUEST_WINDOW),
        erasure=_("It vanishes by itself; nothing of it is stored."),
    )
)

register(
    ProcessingActivity(
        key=TEST_MAIL,
        **words.TEST_MAIL,
        title=_("Trying out a mail"),
        purpose=Purpose(
            _("To show editors what subscribers will get."),
            broader="dpv:OrganisationGovernance",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            PersonalData(Category.EMAIL_ADDRESS, source=Source.ENTERED, sent_as="to"),
            PersonalData(Category.TIME, source=Source.SITE),
        ),
        not_personal=("content", "links"),
        legal_basis=Contract(_("The editor asks for the mail.")),
        recipient_setting=PROVIDER,
        retention=NotStored(),
        erasure=_("Nothing is kept; the address is that of the editor’s account."),
    )
)
