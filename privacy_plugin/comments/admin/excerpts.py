"""How a comment is shown for moderation: with its text and what it replies to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import Truncator

from privacy_plugin.comments.admin.moderation_actions import get_possible_decisions
from privacy_plugin.comments.models import Comment, Decision
from privacy_plugin.comments.text.visible_text import VisibleText

EXCERPT_LENGTH = 180
LONG = 1200
LONG_PARENT = 400


def excerpt(comment: Comment) -> str:
    """Return the first words of the text, on one line."""
    return Truncator(" ".join(_text_of(comment).split())).chars(EXCERPT_LENGTH)


@dataclass(frozen=True, slots=True)
class CommentExcerpt:
    """Whether a comment is shown in full or folded because it is long.

    A folded comment can be rejected at once, but approved only when it is open.
    """

    comment: Comment

    @property
    def parent(self) -> Comment | None:
        return self.comment.parent

    @property
    def parent_excerpt(self) -> str:
        """Return the first words of the comment it answers."""
        return excerpt(self.parent) if self.parent else ""

    @property
    def is_parent_long(self) -> bool:
        """Say whether the comment it answers is folded."""
        return self.parent is not None and len(_text_of(self.parent)) > LONG_PARENT

    @property
    def excerpt(self) -> str:
        """Return the first words of the text."""
        return excerpt(self.comment)

    @property
    def is_long(self) -> bool:
        return len(_text_of(self.comment)) > LONG

    @property
    def decisions(self) -> list[Decision]:
        return list(get_possible_decisions(self.comment))

    @property
    def decisions_when_read(self) -> list[Decision]:
        """Return the decisions that need the full text."""
        return [one for one in self.decisions if one == Decision.APPROVE]

    @property
    def decisions_at_once(self) -> list[Decision]:
        """Return the decisions offered beside the excerpt."""
        return [one for one in self.decisions if one != Decision.APPROVE]


def _text_of(comment: Comment) -> str:
    return VisibleText(comment.html).with_addresses
