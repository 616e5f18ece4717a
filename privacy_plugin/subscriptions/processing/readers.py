"""Declarations of the processing of data by subscriptions.

The setting PRIVACY_MAIL_PROVIDER names the company that sends the mail, if there is
one. Source: GDPR Art. 13 and 30; § 7(2) no. 2 UWG.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from privacy_plugin import (
    N_,
    ActivityKey,
    Button,
    Category,
    Consent,
    DataSubject,
    Keep,
    KeepWhile,
    LegitimateInterest,
    ProcessingActivity,
    Purpose,
    StandardGroup,
    register,
)
from privacy_plugin.processing.factories import (
    entered_data,
    page_language_data,
    private_link_data,
    register_not_personal,
    register_rate_limit,
    site_data,
)

POSTS = ActivityKey("subscriptions.posts")
THREAD = ActivityKey("subscriptions.thread")
REPLIES = ActivityKey("subscriptions.replies")
ENROLMENT = ActivityKey("subscriptions.enrolment")
DELIVERIES = ActivityKey("subscriptions.deliveries")
SUPPRESSION = ActivityKey("subscriptions.suppression")
ABUSE_PROTECTION = ActivityKey("subscriptions.abuse_protection")

BACKGROUND = (ABUSE_PROTECTION, DELIVERIES, SUPPRESSION)  # of every subscription
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

_confirmed = partial(
    site_data,
    Category.TIME,
    label=N_("When you asked for it and when you confirmed it"),
)
_chosen = partial(
    entered_data, Category.CHOICE, label=N_("What you want to get, and how often")
)
_noted = partial(
    site_data, label=N_("Which mail was sent to you, when, and whether it was taken")
)
_ABOUT_YOU = (
    entered_data(
        Category.EMAIL_ADDRESS, sent_as="to", stored_as=f"{_SUBSCRIBER}.email"
    ),
    entered_data(Category.EMAIL_ADDRESS, stored_as=f"{_SUBSCRIBER}.mailbox"),
    site_data(
        Category.IDENTIFIER,
        label=N_("Links that are yours alone, to leave and to change your choice"),
        sent_as="links",
    ),
    page_language_data(stored_as=f"{_SUBSCRIBER}.language"),
    _confirmed(stored_as=f"{_SUBSCRIBER}.confirmed_at"),
    _confirmed(stored_as=f"{_SUBSCRIPTION}.requested_at"),
    _confirmed(stored_as=f"{_SUBSCRIPTION}.confirmed_at"),
    private_link_data(stored_as=f"{_SUBSCRIBER}.subject_key"),
    site_data(
        Category.HISTORY,
        label=N_("Whether your mail server takes what we send"),
        stored_as=f"{_SUBSCRIBER}.failures",
    ),
)
_readers_activity = partial(
    ProcessingActivity,
    group=StandardGroup.MAIL,
    data_subjects=(DataSubject.SUBSCRIBER,),
)
_mail_activity = partial(
    _readers_activity,
    not_personal=("content",),
    recipient_setting=PROVIDER,
    retention=KeepWhile(
        N_(
            "Until you leave. Then your address is deleted; only a scrambled trace "
            "stays."
        ),
        brief=N_("until you unsubscribe"),
    ),
    erasure=N_(
        "Each mail has a link that ends it with one click, and one to a page where you "
        "can change or delete everything."
    ),
)

register(
    _mail_activity(
        key=POSTS,
        title=N_("Mail about new posts"),
        lead=N_("If you tick this, you get a mail when there is something new here."),
        explanation=N_(
            "You choose how often mail comes, and what about. We hide nothing in it "
            "that tells us whether you have read it. Each mail has a link that ends it "
            "with one click. Once there is nothing left to send you, your address is "
            "deleted. Only a scrambled trace stays, so that nobody else can enter you "
            "again."
        ),
        purpose=Purpose(
            N_("To send you a mail when something new appears here."),
            broader="dpv:DirectMarketing",
        ),
        data=(
            *_ABOUT_YOU,
            _chosen(stored_as=f"{_SUBSCRIPTION}.kind"),
            _chosen(stored_as=f"{_SUBSCRIPTION}.frequency"),
            entered_data(
                Category.CHOICE,
                label=N_("Topics you limit it to"),
                stored_as=f"{_TOPIC}.topic",
                optional=True,
            ),
            entered_data(
                Category.CHOICE,
                label=N_("Your time zone"),
                stored_as=f"{_SUBSCRIBER}.time_zone",
                optional=True,
            ),
        ),
        legal_basis=Consent(N_("I would like a mail about new posts.")),
    )
)

register(
    _mail_activity(
        key=THREAD,
        title=N_("Mail about a conversation"),
        lead=N_("If you tick this, a mail tells you when somebody comments here."),
        explanation=N_(
            "The mail names the post and leads to the comment. Neither the comment "
            "itself nor its writer’s name stands in it. Nobody who comments gets to "
            "know that you follow. Each mail has a link that ends it with one click."
        ),
        purpose=Purpose(
            N_("To send you a mail when somebody comments on this post."),
            broader="dpv:ServiceProvision",
        ),
        data=(
            *_ABOUT_YOU,
            site_data(
                Category.PAGE,
                label=N_("The post whose comments you follow"),
                stored_as=f"{_SUBSCRIPTION}.target",
            ),
        ),
        legal_basis=Consent(N_("I would like a mail about each comment on this post.")),
    )
)

register(
    _mail_activity(
        key=REPLIES,
        title=N_("Mail about replies to your comment"),
        lead=N_("If you tick this, a mail tells you when somebody answers you."),
        explanation=N_(
            "The address you enter for this is kept apart from your comment and shown "
            "to nobody. First it gets one mail that asks whether it wants this. Each "
            "later mail has a link that ends it with one click."
        ),
        purpose=Purpose(
            N_("To send you a mail when somebody answers your comment."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.SUBSCRIBER, DataSubject.COMMENTER),
        data=(
            *_ABOUT_YOU,
            site_data(
                Category.IDENTIFIER,
                label=N_("The comment whose replies you follow"),
                stored_as=f"{_SUBSCRIPTION}.target",
            ),
        ),
        legal_basis=Consent(
            N_("I would like a mail when somebody replies to my comment.")
        ),
    )
)

register(
    _readers_activity(
        key=ENROLMENT,
        title=N_("Asking whether the address is yours"),
        lead=N_(
            "First you get one single mail with a link. Until you confirm there, "
            "nothing more comes."
        ),
        explanation=N_(
            "Anybody could type in your address. That is why we ask first whether it "
            "is really yours. If you do nothing, it is deleted by itself. The mail "
            "also has a link by which you can say that you never want to be asked "
            "again."
        ),
        purpose=Purpose(
            N_(
                "To make sure that nobody else has entered your address: first you get "
                "one mail, and nothing more unless you confirm it."
            ),
            broader="dpv:IdentityVerification",
        ),
        data=(
            entered_data(
                Category.EMAIL_ADDRESS, sent_as="to", stored_as=f"{_ENROLMENT}.email"
            ),
            entered_data(Category.EMAIL_ADDRESS, stored_as=f"{_ENROLMENT}.mailbox"),
            site_data(
                Category.IDENTIFIER,
                label=N_("A link that is yours alone, to confirm"),
                sent_as="links",
                stored_as=f"{_ENROLMENT}.subject_key",
            ),
            _chosen(stored_as=f"{_ENROLMENT}.choices"),
            page_language_data(stored_as=f"{_ENROLMENT}.language"),
            site_data(
                Category.TIME,
                label=N_("When you asked for it"),
                stored_as=f"{_ENROLMENT}.requested_at",
            ),
        ),
        not_personal=("content",),
        legal_basis=LegitimateInterest(  # decision 22
            N_(
                "Nobody shall get mail from us because somebody else has entered the "
                "address. To find that out takes one mail."
            )
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
    _readers_activity(
        key=DELIVERIES,
        title=N_("Noting which mail you got"),
        lead=N_("We note which mail was sent to you, so that none comes twice."),
        explanation=N_(
            "The note says what the mail was about, when it left, and whether your "
            "mailbox took it. It does not say whether you opened it or clicked a link. "
            "We cannot see that, and we don’t try to."
        ),
        purpose=Purpose(
            N_("To send you no mail twice, and none after you have left."),
            broader="dpv:ServiceProvision",
        ),
        data=(
            _noted(Category.HISTORY, stored_as=f"{_DELIVERY}.state"),
            _noted(Category.TIME, stored_as=f"{_DELIVERY}.ended_at"),
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
    _readers_activity(
        key=SUPPRESSION,
        title=N_("Keeping your address off the lists"),
        lead=N_(
            "After you leave, a scrambled trace of your address keeps mail away from "
            "you."
        ),
        explanation=N_(
            "Your address cannot be read from the trace. We can only compare: is an "
            "address that somebody enters the one that has left? Then it gets no mail. "
            "Beside it stands why, for example because you have left."
        ),
        purpose=Purpose(
            N_(
                "To keep your address from being entered again, by an import or by "
                "somebody else, after you have left."
            ),
            broader="dpv:RightsFulfilment",
        ),
        data=(
            site_data(
                Category.IDENTIFIER,
                label=N_("A scrambled trace of your address that cannot be read back"),
                stored_as=f"{_SUPPRESSION}.digest",
            ),
            site_data(
                Category.HISTORY,
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
        erasure_exception=N_("So that no more mail goes to it: Art. 21(3) GDPR."),
    )
)

register_rate_limit(
    ABUSE_PROTECTION,
    group=StandardGroup.MAIL,
    title=N_("Limiting how many requests come at once"),
    lead=N_("For a short time we count how many requests come from one place."),
    explanation=N_(
        "Some programs fill in forms like this with other people’s addresses. Your IP "
        "address, the number of your connection to the Internet, tells us where a "
        "request comes from. We scramble it and only count. You notice nothing of it."
    ),
    purpose=N_("To stop programs that enter other people’s addresses."),
    data_subject=DataSubject.READER,
    measured_time=N_("When you asked for it"),
    reason=N_("Nobody should get mail because a program has typed in their address."),
    period=REQUEST_WINDOW,
)

register_not_personal(
    "privacy_subscriptions",
    PendingSubscription=(
        "id subscriber claimed_at due_at tries transmission mailed_at site"
    ),
    Subscriber="id site",
    Subscription="id subscriber key version",
    SubscribedTopic="id subscription",
    Mailing=(
        "id kind source target answers site language title url created_at state reason "
        "prepared_to recipient_count ended_at"
    ),
    Delivery=(
        "id mailing subscriber subscription is_digest due_at claimed_at tries detail "
        "transmission"
    ),
    Suppression="id created_at site",
    SubscriptionSettings="id site extent",
)
