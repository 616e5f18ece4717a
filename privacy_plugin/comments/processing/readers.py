"""Declarations of the processing of readers' data by comments.

Source: GDPR Art. 13 and 30. The check by another service is declared by its own app.
"""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin import (
    N_,
    Button,
    Category,
    DataSubject,
    Keep,
    KeepWhile,
    LegitimateInterest,
    NotPersonal,
    ProcessingActivity,
    Purpose,
    StandardGroup,
    register,
)
from privacy_plugin.processing import ActivityKey
from privacy_plugin.processing.factories import (
    entered_data,
    page_language_data,
    private_link_data,
    register_not_personal,
    register_rate_limit,
    site_data,
)

PUBLICATION = ActivityKey("comments.publication")
REJECTION = ActivityKey("comments.quarantine")
ABUSE_PROTECTION = ActivityKey("comments.abuse_protection")

QUARANTINE = timedelta(days=15)
RATE_WINDOW = timedelta(minutes=10)

_COMMENT = "privacy_comments.Comment"
_EVENT = "privacy_comments.ModerationEvent"
_CHECK = "privacy_comments.SpamCheck"

register(
    ProcessingActivity(
        key=PUBLICATION,
        group=StandardGroup.COMMENT,
        title=N_("Publishing your comment"),
        lead=N_("What you write is stored here and shown beneath the post."),
        explanation=N_(
            "Everybody can read it, and search engines find it. You may use an "
            "invented name, or none. If you change your mind, your private link "
            "deletes it here. What others have copied until then, we cannot get back."
        ),
        purpose=Purpose(
            N_("To show your comment on this page, where everybody can read it."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.COMMENTER,),
        data=(
            entered_data(Category.FREE_TEXT, stored_as=f"{_COMMENT}.text", public=True),
            entered_data(Category.FREE_TEXT, stored_as=f"{_COMMENT}.html", public=True),
            entered_data(
                Category.NAME,
                label=N_("Name, which may be invented"),
                stored_as=f"{_COMMENT}.name",
                optional=True,
                public=True,
            ),
            entered_data(
                Category.EMAIL_ADDRESS,
                stored_as=f"{_COMMENT}.email",
                optional=True,
                switch="PRIVACY_COMMENTS_ASK_EMAIL",
            ),
            entered_data(
                Category.WEBSITE,
                stored_as=f"{_COMMENT}.website",
                optional=True,
                public=True,
                switch="PRIVACY_COMMENTS_ASK_WEBSITE",
            ),
            site_data(Category.TIME, stored_as=f"{_COMMENT}.submitted_at", public=True),
            site_data(Category.TIME, stored_as=f"{_COMMENT}.edited_at", public=True),
            site_data(
                Category.PAGE,
                label=N_("Page you comment on"),
                stored_as=f"{_COMMENT}.discussion",
                public=True,
            ),
            page_language_data(stored_as=f"{_COMMENT}.language"),
            private_link_data(stored_as=f"{_COMMENT}.subject_key"),
            site_data(
                Category.IDENTIFIER,
                label=N_("Fingerprint of the text, which reveals repeated texts"),
                stored_as=f"{_COMMENT}.fingerprint",
            ),
            *(
                site_data(
                    Category.HISTORY,
                    label=N_("What was checked and decided about your comment"),
                    stored_as=column,
                )
                for column in (
                    f"{_COMMENT}.state",
                    f"{_COMMENT}.local_verdict",
                    f"{_CHECK}.state",
                    f"{_EVENT}.type",
                )
            ),
        ),
        legal_basis=LegitimateInterest(  # decision 22
            N_(
                "We want people to be able to talk about what stands here. You write "
                "of your own accord, under any name, and can delete it at any time."
            )
        ),
        retention=KeepWhile(
            N_("As long as the page is online, or until you delete your comment."),
            brief=N_("until you delete it or the page goes"),
        ),
        erasure=N_(
            "After sending you get a private link. It deletes your comment with one "
            "click, at once and for good."
        ),
        necessity=N_("Only the text is needed. You can leave out everything else."),
        buttons=(Button.AGREE,),
    )
)

register(
    ProcessingActivity(
        key=REJECTION,
        group=StandardGroup.COMMENT,
        title=N_("Keeping rejected comments for a while"),
        lead=N_(
            "What was rejected, or looks like spam, is kept for a while, for that may "
            "be a mistake."
        ),
        explanation=N_(
            "Programs are mistaken, and so are people. Sometimes an honest comment is "
            "taken for spam, that is for unwanted advertising. As long as it is kept, "
            "an editor can still publish it. On your private page you can ask for "
            "somebody to read it. Until then only you and the editors can see it."
        ),
        purpose=Purpose(
            N_(
                "To correct mistakes: a comment taken for spam can still be published "
                "by a person."
            ),
            broader="dpv:EnforceSecurity",
        ),
        data_subjects=(DataSubject.COMMENTER,),
        data=(
            entered_data(Category.FREE_TEXT, label=N_("The rejected comment")),
            site_data(
                Category.TIME,
                label=N_("Time of the rejection"),
                stored_as=f"{_COMMENT}.rejected_at",
            ),
        ),
        legal_basis=LegitimateInterest(
            N_("We want to notice when an honest comment was taken for spam.")
        ),
        retention=Keep(
            QUARANTINE,
            after=f"{_COMMENT}.rejected_at",
            sentence=N_(
                "We delete the comment %(period)s after it was rejected or set aside."
            ),
        ),
        erasure=N_("Your private link deletes a rejected comment as well, at once."),
    )
)

register_rate_limit(
    ABUSE_PROTECTION,
    group=StandardGroup.COMMENT,
    title=N_("Limiting how many comments come at once"),
    lead=N_("For a short time we count how many comments come from one place."),
    explanation=N_(
        "A program can send hundreds of comments in no time. Your IP address, the "
        "number of your connection to the Internet, tells us where they come from. We "
        "scramble it and only count."
    ),
    purpose=N_("To stop programs that send comment after comment."),
    data_subject=DataSubject.COMMENTER,
    measured_time=N_("When you sent it"),
    reason=N_("We want to keep the comments readable without watching anybody."),
    period=RATE_WINDOW,
)

register(
    ProcessingActivity(
        key=ActivityKey("comments.moderation"),
        title=N_("Moderating comments"),
        lead=N_(
            "When an editor writes a comment or decides about one, we note who it was."
        ),
        explanation=N_(
            "This is about the people who run this site, not about you as a reader. If "
            "somebody asks later why a comment was rejected, it must be clear who "
            "decided that. If the author of a page answers there, a mark beside the "
            "name says so."
        ),
        purpose=Purpose(
            N_("To know which editor wrote a comment or decided about one."),
            broader="dpv:OrganisationGovernance",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            site_data(
                Category.IDENTIFIER,
                label=N_("Account of the editor who wrote the comment"),
                stored_as=f"{_COMMENT}.editor",
            ),
            site_data(
                Category.CHOICE,
                label=N_("Mark of the page's author"),
                stored_as=f"{_COMMENT}.is_author",
                public=True,
            ),
            site_data(
                Category.IDENTIFIER,
                label=N_("Account of the editor who decided"),
                stored_as=f"{_EVENT}.editor",
            ),
        ),
        legal_basis=LegitimateInterest(
            N_("Decisions about what readers write must be traceable.")
        ),
        retention=KeepWhile(
            N_("As long as the comment exists; the name goes when the account goes.")
        ),
        erasure=N_("Ask the people who run this site to delete the account."),
    )
)

register(
    NotPersonal(
        model="privacy_comments.CheckContext",
        fields=("id", "comment", "captured_at"),
        reserved=("ip_address", "user_agent"),
    )
)
register_not_personal(
    "privacy_comments",
    Comment="id parent root depth kind imported_from",
    Discussion="id target_type target_id site",
    ModerationEvent="id comment at reason",
    SpamCheck=(
        "id comment reason recheck_reason tries queued_at due_at claimed_at checked_at "
        "guid transmission"
    ),
    CommentSettings="id site policy close_after_days words_to_hold words_to_reject",
)
