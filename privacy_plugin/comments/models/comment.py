"""A reader's comment, and queries for comments."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.models.discussion import Discussion

NAME_LENGTH = 80
CHUNK = 500  # primary keys in one statement; SQLite takes a limited number


class Kind(models.TextChoices):
    """A comment by a person, or a mention by another site (pingback)."""

    COMMENT = "comment", _("Comment")
    MENTION = "mention", _("Mention")


class State(models.TextChoices):
    """Who can see a comment; the terms are those of WordPress.

    `SUSPECTED` is what the local heuristics take for spam, and may be wrong; `SPAM` was
    decided by a person or by the spam checker.
    """

    PENDING = "pending", _("Waiting")
    APPROVED = "approved", _("Published")
    SUSPECTED = "suspected", _("Probably spam")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed")


SET_ASIDE = (State.SUSPECTED, State.SPAM, State.REMOVED)


class LocalVerdict(models.TextChoices):
    """The result of the local heuristics, shown to moderators.

    Nobody finds any more how long a form was open: old comments have these values.
    """

    CLEAN = "", _("nothing found")
    HONEYPOT = "honeypot", _("a field that only programs see was filled in")
    TOO_FAST = "too_fast", _("sent faster than a person can write")
    DUPLICATE = "duplicate", _("the same text was sent before")
    SPAM_WORD = "spam_word", _("contains a word on the site's spam list")
    TOO_OLD = "too_old", _("the form had been open for very long")
    BAD_STAMP = "bad_stamp", _("the form's time stamp was missing or altered")
    LINKS = "links", _("contains many links")
    HELD_WORD = "held_word", _("contains a word the site wants to look at")

    @property
    def is_probably_spam(self) -> bool:
        """Say whether the comment is set aside, rather than left waiting."""
        return self in {
            LocalVerdict.HONEYPOT,
            LocalVerdict.TOO_FAST,
            LocalVerdict.DUPLICATE,
            LocalVerdict.SPAM_WORD,
        }


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> CommentQuerySet:
        return self.filter(state=State.APPROVED)

    def public(self) -> CommentQuerySet:
        """Return what everybody can read; what pages are is asked at once, for these.

        Meant for few comments: those under one name.
        """
        visible = self.visible().comments()
        on_pages = Discussion.objects.on_hidden_pages(visible.values("discussion"))
        return visible.exclude(discussion__in=on_pages)

    def mentions(self) -> CommentQuerySet:
        """Return what other sites announced."""
        return self.filter(kind=Kind.MENTION)

    def comments(self) -> CommentQuerySet:
        """Return what people wrote here."""
        return self.filter(kind=Kind.COMMENT)

    def waiting_for_person(self) -> CommentQuerySet:
        """Return what waits for a decision, and for no spam check before it."""
        check_to_come = Q(spam_check__state__in=["queued", "sending"])
        return self.filter(state=State.PENDING).exclude(check_to_come)

    def threads(self) -> CommentQuerySet:
        """Return the comments that begin a thread a reader may see, oldest first."""
        return self.filter(begins_thread()).order_by("submitted_at", "pk")

    def tombstones(self) -> CommentQuerySet:
        """Return the empty places that erased comments left above their replies."""
        return self.filter(_is_tombstone())

    def moderated(self) -> CommentQuerySet:
        """Return what there is something to decide about: no empty places."""
        return self.exclude(_is_tombstone())

    def erase(self) -> int:
        """Erase these comments and everything known about them; return how many.

        A comment with replies becomes an empty place, for the replies are other
        people's; any other is deleted, and so is an empty place that nothing hangs on
        any more. Source: GDPR Art. 17.
        """
        keys = list(self.order_by().values_list("pk", flat=True))
        with transaction.atomic():
            for start in range(0, len(keys), CHUNK):
                _blank(Comment.objects.filter(pk__in=keys[start : start + CHUNK]))
            Comment.objects.prune()
        return len(keys)

    def prune(self) -> int:
        """Delete empty places that nothing hangs on; return how many.

        The place of an imported comment stays: else the next import of the same file
        would bring back what was erased.
        """
        replies = Comment.objects.filter(parent=OuterRef("pk"))
        pruned = 0
        while keys := list(
            Comment.objects.tombstones()
            .filter(~Exists(replies), imported_from="")
            .values_list("pk", flat=True)[:CHUNK],
        ):
            Comment.objects.filter(pk__in=keys).delete()
            pruned += len(keys)
        return pruned


class Comment(models.Model):
    """A reader's comment.

    `subject_key` is the random key of this act in the ledger; empty for imported and
    erased comments. `root` is the comment that began the thread, empty for that comment
    itself. `rejected_at` is when it became spam, suspected spam or removed.
    """

    privacy_subject = "subject_key"
    privacy_site = "discussion__site"

    discussion = models.ForeignKey(
        Discussion,
        on_delete=models.CASCADE,
        related_name="comments",
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="replies",
    )
    root = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="thread",
    )
    depth = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COMMENT)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PENDING
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    text = models.TextField(_("comment"), blank=True)
    html = models.TextField(blank=True)
    is_author = models.BooleanField(default=False)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    subject_key = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=20, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    local_verdict = models.CharField(
        max_length=10,
        choices=LocalVerdict.choices,
        blank=True,
    )
    submitted_at = models.DateTimeField(_("submitted"))
    edited_at = models.DateTimeField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    imported_from = models.CharField(max_length=200, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader's comment")
        verbose_name_plural = _("readers' comments")
        default_permissions = ()
        permissions: ClassVar = [
            ("moderate_comment", _("Can moderate readers' comments"))
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["discussion", "submitted_at", "id"],
                condition=Q(parent__isnull=True, kind=Kind.COMMENT),
                name="comments_threads",
            ),
            models.Index(
                fields=["root", "submitted_at", "id"], name="comments_replies"
            ),
            models.Index(
                fields=["discussion", "kind", "state", "parent"],
                name="comments_tally",
            ),
            models.Index(fields=["state", "-submitted_at"], name="comments_queue"),
            models.Index(fields=["-submitted_at", "-id"], name="comments_newest"),
            models.Index(
                fields=["rejected_at"],
                condition=Q(rejected_at__isnull=False),
                name="comments_rejected",
            ),
            models.Index(
                fields=["fingerprint"],
                condition=~Q(fingerprint=""),
                name="comments_fingerprint",
            ),
            models.Index(
                fields=["email"],
                condition=~Q(email=""),
                name="comments_email",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_key"],
                condition=~Q(subject_key=""),
                name="comments_one_subject_per_comment",
            ),
            models.UniqueConstraint(
                fields=["discussion", "imported_from"],
                condition=~Q(imported_from=""),
                name="comments_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values) & Q(kind__in=Kind.values),
                name="comments_words_known",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, root__isnull=True, depth=0)
                | Q(parent__isnull=False, root__isnull=False, depth__gt=0),
                name="comments_thread_shape",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="comments_no_self_reply",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SET_ASIDE) | Q(rejected_at__isnull=True),
                name="comments_rejected_only_if_rejected",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(html="") | Q(state=State.REMOVED),
                name="comments_have_words",
            ),
        ]

    def __str__(self) -> str:
        return f"Comment {self.pk}"

    def place_below(self, parent: Comment | None) -> None:
        """Make it a reply to `parent`, or the beginning of a thread."""
        self.parent = parent
        self.root_id = (parent.root_id or parent.pk) if parent else None
        self.depth = parent.depth + 1 if parent else 0

    @property
    def is_visible(self) -> bool:
        """Say whether every reader may see it."""
        return self.state == State.APPROVED

    @property
    def is_tombstone(self) -> bool:
        """Say whether the comment is a tombstone above a reply."""
        return self.state == State.REMOVED and not self.text and not self.rejected_at

    @property
    def verdict(self) -> LocalVerdict:
        """Return what the local checks found."""
        return LocalVerdict(self.local_verdict)


def _is_tombstone() -> Q:
    return Q(state=State.REMOVED, text="", rejected_at__isnull=True)


def begins_thread() -> Q:
    """Return the condition under which a comment begins a thread that readers see.

    A comment that is no longer visible stays as an empty place while somebody's visible
    reply hangs on it.
    """
    replies = Comment.objects.visible().filter(root=OuterRef("pk"))
    begins = Q(kind=Kind.COMMENT, parent__isnull=True)
    return begins & (Q(state=State.APPROVED) | Q(Exists(replies)))


def _blank(comments: CommentQuerySet) -> None:
    """Leave nothing but the places of these comments."""
    relations = {relation.name: relation for relation in Comment._meta.related_objects}
    for name in ("check_context", "spam_check", "events"):
        table = relations[name].related_model
        table._default_manager.filter(comment__in=comments).delete()
    comments.update(
        state=State.REMOVED,
        name="",
        email="",
        website="",
        text="",
        html="",
        language="",
        fingerprint="",
        subject_key="",
        local_verdict="",
        editor=None,
        is_author=False,
        edited_at=None,
        rejected_at=None,
    )
