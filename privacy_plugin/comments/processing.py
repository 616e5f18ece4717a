"""What comments do with whose data: declared here, and everything else follows from it.

Source: GDPR Art. 13 and 30. The check by another service is declared by the app that
does it.
"""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin import (
    N_,
    Button,
    Category,
    Contract,
    DataSubject,
    HeldInMemory,
    Keep,
    KeepWhile,
    LegitimateInterest,
    NotPersonal,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Source,
    register,
)
from privacy_plugin.comments import editor_processing  # noqa: F401 - registers, too
from privacy_plugin.processing import ActivityKey

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
        title=N_("Publishing your comment"),
        lead=N_("What you write is stored here and shown beneath the post."),
        explanation=N_(
            "Everybody can read it, and search engines find it. You may use an "
            "invented name, or none. If you change your mind, your private link "
            "deletes it here. What others have copied until then, we cannot get "
            "back."
        ),
        purpose=Purpose(
            N_("To show your comment on this page, where everybody can read it."),
            broader="dpv:ServiceProvision",
        ),
        data_subjects=(DataSubject.COMMENTER,),
        data=(
            PersonalData(
                Category.FREE_TEXT,
                source=Source.ENTERED,
                stored_as=f"{_COMMENT}.text",
                public=True,
            ),
            PersonalData(
                Category.FREE_TEXT,
                source=Source.ENTERED,
                stored_as=f"{_COMMENT}.html",
                public=True,
            ),
            PersonalData(
                Category.NAME,
                source=Source.ENTERED,
                label=N_("Name, which may be invented"),
                stored_as=f"{_COMMENT}.name",
                optional=True,
                public=True,
            ),
            PersonalData(
                Category.EMAIL_ADDRESS,
                source=Source.ENTERED,
                stored_as=f"{_COMMENT}.email",
                optional=True,
                switch="PRIVACY_COMMENTS_ASK_EMAIL",
            ),
            PersonalData(
                Category.WEBSITE,
                source=Source.ENTERED,
                stored_as=f"{_COMMENT}.website",
                optional=True,
                public=True,
                switch="PRIVACY_COMMENTS_ASK_WEBSITE",
            ),
            PersonalData(
                Category.TIME,
                source=Source.SITE,
                stored_as=f"{_COMMENT}.submitted_at",
                public=True,
            ),
            PersonalData(
                Category.TIME,
                source=Source.SITE,
                stored_as=f"{_COMMENT}.edited_at",
                public=True,
            ),
            PersonalData(
                Category.PAGE,
                source=Source.SITE,
                label=N_("Page you comment on"),
                stored_as=f"{_COMMENT}.discussion",
                public=True,
            ),
            PersonalData(
                Category.LANGUAGE,
                source=Source.SITE,
                label=N_("Language of the page"),
                stored_as=f"{_COMMENT}.language",
            ),
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=N_("Random number that makes your private link work"),
                stored_as=f"{_COMMENT}.subject_key",
            ),
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=N_("Fingerprint of the text, which reveals repeated texts"),
                stored_as=f"{_COMMENT}.fingerprint",
            ),
            PersonalData(
                Category.HISTORY,
                source=Source.SITE,
                label=N_("What was checked and decided about your comment"),
                stored_as=f"{_COMMENT}.state",
            ),
            PersonalData(
                Category.HISTORY,
                source=Source.SITE,
                label=N_("What was checked and decided about your comment"),
                stored_as=f"{_COMMENT}.local_verdict",
            ),
            PersonalData(
                Category.HISTORY,
                source=Source.SITE,
                label=N_("What was checked and decided about your comment"),
                stored_as=f"{_CHECK}.state",
            ),
            PersonalData(
                Category.HISTORY,
                source=Source.SITE,
                label=N_("What was checked and decided about your comment"),
                stored_as=f"{_EVENT}.what",
            ),
        ),
        legal_basis=Contract(
            N_("You ask us to publish your comment; that takes its text.")
        ),
        retention=KeepWhile(
            N_("As long as the page is online, or until you delete your comment.")
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
        title=N_("Keeping rejected comments for a while"),
        lead=N_(
            "What was rejected, or looks like spam, is kept for a while, for that may "
            "be a mistake."
        ),
        explanation=N_(
            "Programs are mistaken, and so are people. Sometimes an honest comment "
            "is taken for spam, that is for unwanted advertising. As long as it is "
            "kept, an editor can still publish it. On your private page you can ask "
            "for somebody to read it. Until then only you and the editors can see it."
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
            PersonalData(
                Category.FREE_TEXT,
                source=Source.ENTERED,
                label=N_("The rejected comment"),
            ),
            PersonalData(
                Category.TIME,
                source=Source.SITE,
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

register(
    ProcessingActivity(
        key=ABUSE_PROTECTION,
        title=N_("Limiting how many comments come at once"),
        lead=N_("For a short time we count how many comments come from one place."),
        explanation=N_(
            "A program can send hundreds of comments in no time. Your IP address, "
            "the number of your connection to the Internet, tells us where they "
            "come from. We scramble it and only count. We also look at how fast "
            "the form was filled in, for programs are faster than people."
        ),
        purpose=Purpose(
            N_("To stop programs that send comment after comment."),
            broader="dpv:EnforceSecurity",
        ),
        data_subjects=(DataSubject.COMMENTER,),
        data=(
            PersonalData(
                Category.IP_ADDRESS,
                source=Source.BROWSER,
                label=N_("IP address, scrambled beyond reading and used only to count"),
            ),
            PersonalData(
                Category.TIME,
                source=Source.SITE,
                label=N_("Time at which this page was made for you"),
            ),
        ),
        legal_basis=LegitimateInterest(
            N_("We want to keep the comments readable without watching anybody.")
        ),
        retention=HeldInMemory(RATE_WINDOW),
        erasure=N_("It vanishes by itself; nothing of it is stored."),
    )
)

register(
    ProcessingActivity(
        key=ActivityKey("comments.moderation"),
        title=N_("Moderating comments"),
        lead=N_(
            "When an editor writes a comment or decides about one, we note who it was."
        ),
        explanation=N_(
            "This is about the people who run this site, not about you as a "
            "reader. If somebody asks later why a comment was rejected, it must be "
            "clear who decided that. If the author of a page answers there, a mark "
            "beside the name says so."
        ),
        purpose=Purpose(
            N_("To know which editor wrote a comment or decided about one."),
            broader="dpv:OrganisationGovernance",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
                label=N_("Account of the editor who wrote the comment"),
                stored_as=f"{_COMMENT}.editor",
            ),
            PersonalData(
                Category.CHOICE,
                source=Source.SITE,
                label=N_("Mark of the page's author"),
                stored_as=f"{_COMMENT}.is_author",
                public=True,
            ),
            PersonalData(
                Category.IDENTIFIER,
                source=Source.SITE,
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
        model=_COMMENT,
        fields=("id", "parent", "root", "depth", "kind", "imported_from"),
    )
)
register(
    NotPersonal(
        model="privacy_comments.Discussion",
        fields=("id", "target_type", "target_id", "site"),
    )
)
register(NotPersonal(model=_EVENT, fields=("id", "comment", "at", "reason")))
register(
    NotPersonal(
        model=_CHECK,
        fields=(
            "id",
            "comment",
            "reason",
            "recheck_reason",
            "tries",
            "queued_at",
            "due_at",
            "claimed_at",
            "checked_at",
            "guid",
            "transmission",
        ),
    )
)
register(
    NotPersonal(
        model="privacy_comments.CheckContext",
        fields=("id", "comment", "captured_at"),
        reserved=("ip_address", "user_agent"),
    )
)
register(
    NotPersonal(
        model="privacy_comments.CommentSettings",
        fields=(
            "id",
            "site",
            "policy",
            "close_after_days",
            "words_to_hold",
            "words_to_reject",
        ),
    )
)
