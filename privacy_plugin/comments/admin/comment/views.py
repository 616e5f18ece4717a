"""One comment in detail: text, consents, checks, transmissions, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import InspectView

from privacy_plugin.comments.admin.comment.answer import (
    AnsweredTooLate,
    AnswerForm,
    answer,
    can_answer,
)
from privacy_plugin.comments.admin.excerpts import CommentExcerpt
from privacy_plugin.comments.admin.moderation_actions import (
    ModeratedSiteMixin,
    get_possible_decisions,
)
from privacy_plugin.comments.admin.queue.columns import STATE_CLASSES, detail_url
from privacy_plugin.comments.admin.retention_deadlines import get_retention_deadlines
from privacy_plugin.comments.admin.status_text import (
    DECIDED,
    get_check_text,
    get_editor_name,
    get_reason_text,
    get_status_texts,
)
from privacy_plugin.comments.admin.targets import get_target_links
from privacy_plugin.comments.discussions.targets import (
    get_target,
    is_authored_by,
)
from privacy_plugin.comments.errors import TargetNotFound
from privacy_plugin.comments.models import Comment, ModerationEvent, State
from privacy_plugin.comments.moderation.permissions import ACTION
from privacy_plugin.consent.ledger import CurrentConsent, get_current_consents
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.models import Transmission
from privacy_plugin.rights.sent_history import get_sent_history

TEMPLATES = "privacy_plugin/comments/admin/"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, in words."""

    at: datetime
    what: str
    why: str
    who: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """The status of a consent and its text."""

    title: str
    consent: CurrentConsent
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sending:
    """One transmission, without values."""

    title: str
    row: Transmission
    why: str


class DetailView(ModeratedSiteMixin, InspectView):
    """Everything stored about a comment, with the possible decisions."""

    model = Comment
    any_permission_required = (ACTION,)
    page_title = gettext_lazy("Comment")
    header_icon = "comment"
    index_url_name = "comments_admin:index"
    template_name = f"{TEMPLATES}inspect.html"

    def get_fields(self) -> list[str]:
        """List no columns: the page is written by hand."""
        return []

    def get_object(self, _queryset: object = None) -> Comment:
        comments = Comment.objects.moderated().select_related(
            "discussion", "parent", "spam_check", "check_context", "editor"
        )
        return get_object_or_404(comments.prefetch_related(DECIDED), pk=self.pk)

    def get_page_subtitle(self) -> str:
        return self.object.name or _("without name")

    @cached_property
    def form(self) -> AnswerForm:
        """Return an empty form for an answer."""
        return AnswerForm(
            initial={
                "seen_at": timezone.now().isoformat(),
                "name": get_user_display_name(self.request.user),
                "is_author": self._is_authors_page(),
            }
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what is known."""
        comment = self.object
        context: dict[str, Any] = super().get_context_data(**kwargs)
        places = get_target_links([comment.discussion], self.request)
        subject = SubjectKey(comment.subject_key)
        sent_history = get_sent_history(subject, at=timezone.now())
        transmissions = sent_history.transmissions
        agreements = get_agreements(subject)
        check = getattr(comment, "spam_check", None)
        check_context = getattr(comment, "check_context", None)
        return context | {
            "comment": comment,
            "place": places[comment.discussion_id],
            "reading": CommentExcerpt(comment),
            "state_class": STATE_CLASSES[State(comment.state)],
            "reasons": get_status_texts(comment),
            "check": check,
            "check_words": get_check_text(check),
            "decisions": get_possible_decisions(comment),
            "seen_at": timezone.now(),
            "next": detail_url(comment),
            "history": get_history(comment),
            "agreements": agreements,
            "sendings": [build_sending(row) for row in transmissions],
            "sent_history": sent_history,
            "deadlines": get_retention_deadlines(
                comment, check_context, transmissions, has_consents=bool(agreements)
            ),
            "form": self.form if can_answer(comment) else None,
        }

    def _is_authors_page(self) -> bool:
        try:
            target = get_target(self.object.discussion)
        except TargetNotFound:
            return False
        return is_authored_by(target, self.request.user)


class AnswerView(DetailView):
    """Publish a reply, or show the page again with its errors."""

    http_method_names = ("post",)

    @cached_property
    def form(self) -> AnswerForm:
        return AnswerForm(self.request.POST)

    def post(
        self, request: HttpRequest, *_args: object, **kwargs: object
    ) -> HttpResponse:
        """Answer, unless the comment is not what it was when it was shown."""
        if not can_answer(self.object):
            messages.error(request, _("You cannot reply to a rejected comment."))
            return redirect(detail_url(self.object))
        if not self.form.is_valid() or not self._answer():
            return self.render_to_response(self.get_context_data(**kwargs))
        messages.success(request, _("Your reply is published."))
        return redirect(detail_url(self.object))

    def _answer(self) -> bool:
        editor = self.request.user
        try:
            answer(self.object, self.form, editor=editor, at=timezone.now())
        except AnsweredTooLate:
            sentence = _(
                "The comment was changed while you were replying. Please read it "
                "again, then send your reply."
            )
            data = self.request.POST.copy()
            data["seen_at"] = timezone.now().isoformat()
            self.form = AnswerForm(data)
            self.form.add_error(None, sentence)
            return False
        return True


def get_history(comment: Comment) -> list[Entry]:
    """Return what happened to the comment, oldest first."""
    events = comment.events.select_related("editor").order_by("at", "pk")
    return [_entry(event) for event in events]


def get_agreements(subject: SubjectKey) -> list[Agreement]:
    """Return the status of each consent of this person, with its text."""
    if not subject:
        return []
    return [
        Agreement(get_reason_text(entry.activity), entry, entry.version.document)
        for entry in get_current_consents(subject, at=timezone.now())
    ]


def build_sending(row: Transmission) -> Sending:
    return Sending(get_reason_text(row.activity), row, get_reason_text(row.detail))


def _entry(event: ModerationEvent) -> Entry:
    return Entry(
        at=event.at,
        what=event.get_type_display(),
        why=get_reason_text(event.reason),
        who=get_editor_name(event.editor),
    )
