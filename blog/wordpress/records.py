"""The records an export is read into.

There is no field for an e-mail address, an IP address or a user id: what is not
needed is not read. Instants are aware; texts are as WordPress stored them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TermKind(StrEnum):
    """Say which of WordPress's taxonomies a term belongs to."""

    CATEGORY = "category"
    TAG = "post_tag"


class CommentKind(StrEnum):
    """Tell a person's comment from what another site sent by itself."""

    COMMENT = "comment"
    MENTION = "mention"


class CommentState(StrEnum):
    """Say what WordPress had decided about a comment."""

    APPROVED = "approved"
    PENDING = "pending"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Describe the blog the file was exported from."""

    title: str
    address: str
    language: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Name somebody who wrote posts."""

    login: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Name a category or a tag."""

    kind: TermKind
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Hold what a reader wrote, and where in the thread it stands.

    `parent` is the id of the comment answered, empty at the top of a thread.
    """

    external_id: str
    parent: str
    kind: CommentKind
    state: CommentState
    name: str
    website: str
    text: str
    written_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Hold one entry: a post, a page, an attachment or whatever a plugin stored.

    `kind` and `status` are WordPress's own words (post, page; publish, draft).
    """

    line: int
    external_id: str
    kind: str
    status: str
    title: str
    slug: str
    creator: str
    content: str
    excerpt: str
    published_at: datetime | None
    modified_at: datetime | None
    has_password: bool
    comments_open: bool
    terms: tuple[Term, ...]
    comments: tuple[Comment, ...]


Record = Site | Author | Term | Item
