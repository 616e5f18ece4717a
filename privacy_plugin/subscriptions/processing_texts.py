"""What subscriptions say about themselves in plain words, each beside its facts."""

from __future__ import annotations

from typing import TypedDict

from privacy_plugin import N_


class ActivityText(TypedDict):
    """Hold the short sentence and the explanation of an activity: message ids."""

    lead: str
    explanation: str


POSTS = ActivityText(
    lead=N_("If you tick this, you get a mail when there is something new here."),
    explanation=N_(
        "You choose how often mail comes, and what about. We hide nothing in it that "
        "tells us whether you have read it. Each mail has a link that ends it with "
        "one click. Once there is nothing left to send you, your address is deleted. "
        "Only a scrambled trace stays, so that nobody else can enter you again."
    ),
)

THREAD = ActivityText(
    lead=N_("If you tick this, a mail tells you when somebody comments here."),
    explanation=N_(
        "The mail names the post and leads to the comment. Neither the comment itself "
        "nor its writer’s name stands in it. Nobody who comments gets to know that "
        "you follow. Each mail has a link that ends it with one click."
    ),
)

REPLIES = ActivityText(
    lead=N_("If you tick this, a mail tells you when somebody answers you."),
    explanation=N_(
        "The address you enter for this is kept apart from your comment and shown to "
        "nobody. First it gets one mail that asks whether it wants this. Each later "
        "mail has a link that ends it with one click."
    ),
)

ENROLMENT = ActivityText(
    lead=N_(
        "First you get one single mail with a link. Until you confirm there, nothing "
        "more comes."
    ),
    explanation=N_(
        "Anybody could type in your address. That is why we ask first whether it is "
        "really yours. If you do nothing, it is deleted by itself. The mail also has a "
        "link by which you can say that you never want to be asked again."
    ),
)

DELIVERIES = ActivityText(
    lead=N_("We note which mail was sent to you, so that none comes twice."),
    explanation=N_(
        "The note says what the mail was about, when it left, and whether your "
        "mailbox took it. It does not say whether you opened it or clicked a link. We "
        "cannot see that, and we don’t try to."
    ),
)

SUPPRESSION = ActivityText(
    lead=N_(
        "After you leave, a scrambled trace of your address keeps mail away from you."
    ),
    explanation=N_(
        "Your address cannot be read from the trace. We can only compare: is an "
        "address that somebody enters the one that has left? Then it gets no mail. "
        "Beside it stands why, for example because you have left."
    ),
)

ABUSE_PROTECTION = ActivityText(
    lead=N_("For a short time we count how many requests come from one place."),
    explanation=N_(
        "Some programs fill in forms like this with other people’s addresses. Your IP "
        "address, the number of your connection to the Internet, tells us where a "
        "request comes from. We scramble it and only count. You notice nothing of it."
    ),
)

TEST_MAIL = ActivityText(
    lead=N_("If an editor tries out a mail, it goes to the editor alone."),
    explanation=N_(
        "This is about the people who run this site, not about you as a reader. They "
        "look at a mail before subscribers get it. No subscriber’s address is used for "
        "that."
    ),
)
