"""Reply to a comment from the admin, which also publishes a waiting comment.

The reply is an editor's, so no consent is asked and nothing is checked or sent.
"""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.admin.moderation_actions import SeenAtField
from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.models import (
    NAME_LENGTH,
    CheckState,
    Comment,
    EventType,
    Kind,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation import actions
from privacy_plugin.comments.submission.forms import NameField, PlainTextField
from privacy_plugin.comments.text import markdown

ANSWERABLE = (State.PENDING, State.APPROVED)


class AnswerForm(forms.Form):
    """The reply, and the name under which it is shown."""

    seen_at = SeenAtField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Build the fields; how long a text may be is a setting."""
        kwargs.setdefault("auto_id", "answer-%s")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as it came
        self.fields["text"] = PlainTextField(
            label=_("Your reply"),
            max_length=comments_conf.max_length,
            help_text=_("Emphasis, links, quotes, code and lists in Markdown."),
            widget=forms.Textarea(attrs={"rows": 6}),
        )
        self.fields["name"] = NameField(
            label=_("Name shown to readers"),
            required=False,
            max_length=NAME_LENGTH,
        )
        self.fields["is_author"] = forms.BooleanField(
            label=_("Mark it as the author's reply"),
            required=False,
        )


def can_answer(comment: Comment) -> bool:
    """Say whether an answer would be seen: people wrote it, and it is not rejected."""
    return comment.kind == Kind.COMMENT and comment.state in ANSWERABLE


class AnsweredTooLate(Exception):  # noqa: N818 - says what happened
    """The comment was edited, rejected or erased in the meantime."""


def answer(
    comment: Comment,
    form: AnswerForm,
    *,
    editor: AbstractBaseUser,
    at: datetime,
) -> Comment:
    """Publish an answer to `comment`, and `comment` itself if it was waiting.

    Raises AnsweredTooLate if it is not what the form's `seen_at` saw any more.
    """
    words = form.cleaned_data
    with transaction.atomic():
        unchanged = Q(edited_at__isnull=True) | Q(edited_at__lte=words["seen_at"])
        answerable = Comment.objects.filter(unchanged, state__in=ANSWERABLE)
        parent = answerable.select_for_update().filter(pk=comment.pk).first()
        if parent is None:
            raise AnsweredTooLate
        actions.approve([parent.pk], editor=editor, at=at)
        reply = Comment.objects.create(
            discussion_id=parent.discussion_id,
            parent=parent,
            root_id=parent.root_id or parent.pk,
            depth=parent.depth + 1,
            state=State.APPROVED,
            name=words["name"],
            text=words["text"],
            html=markdown.render(words["text"]),
            is_author=words["is_author"],
            editor_id=editor.pk,
            language=parent.language,
            submitted_at=at,
        )
        SpamCheck.objects.create(
            comment=reply, state=CheckState.NOT_CHECKED, reason=SkipReason.TRUSTED
        )
        for event in (EventType.SUBMITTED, EventType.APPROVED):
            actions.record_event(reply, event, at=at, editor=editor)
        actions.send_state_signals([reply.pk], State.APPROVED)
    return reply
