"""Who is told of comments, and may ask their writer something beside the form.

Nothing here knows who that is: a class named by PRIVACY_COMMENTS_FOLLOWER. What its
part of the form asks is never stored with a comment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol, cast

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.module_loading import import_string

from privacy_plugin.comments.errors import TargetNotFound
from privacy_plugin.comments.models import Comment, Discussion, Kind
from privacy_plugin.comments.targets import (
    get_root_url,
    get_site,
    get_target,
    get_title,
)
from privacy_plugin.conf import conf
from privacy_plugin.disclosure.controller import Controller


@dataclass(frozen=True, slots=True)
class FollowedComment:
    """Name a comment, what it is about and which it answers; not a word of it.

    `target` reads ``app.model:id``; `site_id` is the site it stands on now; `answers`
    is the number of a comment, or None.
    """

    number: int
    target: str
    site_id: int | None
    answers: int | None
    language: str
    comment: Comment

    def __repr__(self) -> str:
        """Say no more than the number: this ends in tracebacks."""
        return f"<FollowedComment {self.number}>"

    def title(self) -> str:
        """Return what readers call the thing it is about."""
        return get_title(get_target(self.comment.discussion))

    def address(self) -> str:
        """Return the complete address at which the comment can be read."""
        target = get_target(self.comment.discussion)
        return get_root_url(target) + reverse("comments:permalink", args=[self.number])


class CommentFollower(Protocol):
    """Be told of comments. The form it returns renders itself, with its boxes.

    Its template shows its disclosures as well, under headings of the level
    `heading_level`; a form that has `disclosures` can be found by what it tells.
    """

    def form(self, data: QueryDict | None, controller: Controller) -> forms.Form:
        """Return what the writer of a comment is asked besides; nothing required."""
        ...

    def submitted(
        self, comment: FollowedComment, form: forms.Form, *, at: datetime
    ) -> None:
        """Hear of a comment that was stored, with a valid form."""
        ...

    def published(self, comment: FollowedComment, *, at: datetime) -> None:
        """Hear of a comment that everybody can read from now on, perhaps again."""
        ...


@cache
def _made(path: str) -> CommentFollower:
    return cast("CommentFollower", import_string(path)())


def follower() -> CommentFollower | None:
    """Return who is told of comments, None for nobody."""
    path = conf.comments_follower
    return _made(path) if path else None


def tell_submitted(comment: Comment, form: forms.Form | None, *, at: datetime) -> None:
    """Tell of a new comment, in its transaction."""
    told = follower()
    if told is not None and form is not None:
        site_id = comment.discussion.site_id  # set a moment ago
        told.submitted(_followed(comment, site_id), form, at=at)


def tell_published(comment: Comment, *, at: datetime) -> None:
    """Tell that a comment can be read, in the transaction that decided it."""
    tell_all_published([comment], at=at)


def tell_all_published(comments: Iterable[Comment], *, at: datetime) -> None:
    """Tell that these comments can be read, in the transaction that decided them."""
    told = follower()
    if told is None:
        return
    site_ids: dict[int, int | None] = {}
    for comment in comments:
        if comment.kind != Kind.COMMENT:
            continue
        discussion = comment.discussion
        try:
            if discussion.pk not in site_ids:
                site_ids[discussion.pk] = _site_id_of(discussion)
        except TargetNotFound:
            continue
        followed = _followed(comment, site_ids[discussion.pk])
        told.published(followed, at=at)


def _site_id_of(discussion: Discussion) -> int | None:
    site = get_site(get_target(discussion))
    return site.pk if site is not None else None


def _followed(comment: Comment, site_id: int | None) -> FollowedComment:
    discussion = comment.discussion
    return FollowedComment(
        number=comment.pk,
        target=f"{discussion.target_type}:{discussion.target_id}",
        site_id=site_id,
        answers=comment.parent_id,
        language=comment.language,
        comment=comment,
    )
