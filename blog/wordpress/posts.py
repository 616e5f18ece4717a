"""Store one of WordPress's posts as a page, in the state it had.

A draft stays a draft, a scheduled post waits for its date. What was private or had a
password becomes a draft that only editors may open, even if somebody publishes it:
nothing becomes public that was not.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import unquote

from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from blog.addresses.reserved_slugs import is_reserved
from blog.addresses.slugs import build_slug, find_free_slug
from blog.models import Author, BlogIndexPage, Category, PostPage
from blog.wordpress import markup
from blog.wordpress.records import Item, TermKind
from blog.wordpress.report import Report, What
from privacy_plugin.comments.models import Policy
from privacy_plugin.embeds.items import store

TITLE_LENGTH = 255
SLUG_LENGTH = 200
NAME_LENGTH = 100
INTRO_LENGTH = 500
NOTE_LENGTH = 300

_SHORTCODE = re.compile(r"(?<!\[)\[[a-z][a-z0-9_-]*(?: [^\]<>]*)?\](?!\])")
_PREFORMATTED = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)


class PostStore:
    """Store posts below one index, with the authors and categories they need.

    `names` maps logins to the names authors want printed. `now` decides what lies in
    the future.
    """

    def __init__(
        self,
        parent: BlogIndexPage,
        names: Mapping[str, str],
        report: Report,
        *,
        now: datetime,
    ) -> None:
        """Remember what is there already."""
        self.parent = parent
        self.names = names
        self.report = report
        self.now = now
        self.slugs = set(parent.get_children().values_list("slug", flat=True))
        self.authors: dict[str, Author] = {}
        self.author_slugs: dict[str, str] = {}
        for login in sorted(names):  # in an order that is the same on each run
            self._author_slug(login)
        self.categories: dict[str, Category] = {}

    def store(self, item: Item) -> PostPage:
        """Add the post as the last child of the index, and count it."""
        body = markup.body(item.content)
        page = PostPage(
            title=self._title(item),
            slug=self._slug(item),
            intro=_shortened(markup.plain(item.excerpt), INTRO_LENGTH),
            published_at=item.published_at,
            locale=self.parent.locale,
            author=self._author(item.creator),
            body=json.dumps([_block(piece) for piece in body.pieces]),
            comments_policy="" if item.comments_open else Policy.CLOSED,
            live=False,
        )
        page.categories = [
            self._category(term.slug, term.name)
            for term in item.terms
            if term.kind is TermKind.CATEGORY
        ]
        page.tags.add(
            *{
                _shortened(html.unescape(term.name), NAME_LENGTH)
                for term in item.terms
                if term.kind is TermKind.TAG
            },
        )
        self._place(page, item)
        self.report.add(What.POSTS)
        self.report.add(What.EMBEDS, body.embedded)
        self.report.add(What.LOADS_REPLACED, body.replaced)
        if _SHORTCODE.search(_PREFORMATTED.sub("", body.html)):
            self.report.add(What.SHORTCODES, line=item.line)
        return page

    def _place(self, page: PostPage, item: Item) -> None:
        """Put the page into the tree, in the state the post had."""
        is_hidden = item.status == "private" or item.has_password
        is_due = item.published_at is None or item.published_at <= self.now
        if item.status in {"publish", "future"} and is_due and not is_hidden:
            page.live = True
            page.has_unpublished_changes = False
            page.first_published_at = item.published_at or self.now
            page.last_published_at = item.modified_at or page.first_published_at
            self.parent.add_child(instance=page)
            return
        is_waiting = item.status == "future" and not is_hidden
        page.go_live_at = item.published_at if is_waiting else None
        self.parent.add_child(instance=page)
        page.save_revision(approved_go_live_at=page.go_live_at, changed=False)
        if is_hidden:
            PageViewRestriction.objects.create(
                page=page,
                restriction_type=PageViewRestriction.LOGIN,
            )
        kind = What.SCHEDULED if is_waiting else What.DRAFTS
        self.report.add(What.RESTRICTED if is_hidden else kind, line=item.line)

    def _title(self, item: Item) -> str:
        title = markup.plain(item.title)
        if not title:
            title = _shortened(markup.plain(item.content), 60) or _("Without a title")
        return _shortened(title, TITLE_LENGTH)

    def _slug(self, item: Item) -> str:
        wish = _slug(item.slug) or _slug(markup.plain(item.title))
        wish = wish or f"post-{_slug(item.external_id) or item.line}"
        slug = find_free_slug(wish, self._is_taken, max_length=SLUG_LENGTH)
        self.slugs.add(slug)
        return slug

    def _is_taken(self, slug: str) -> bool:
        return slug in self.slugs or is_reserved(slug, self.parent)

    def _author(self, login: str) -> Author | None:
        if not login:
            return None
        if login not in self.authors:
            name = html.unescape(self.names.get(login) or login)[:NAME_LENGTH]
            self.authors[login], is_new = Author.objects.get_or_create(
                locale=self.parent.locale,
                slug=self._author_slug(login),
                defaults={"name": name},
            )
            self.report.add(What.AUTHORS, int(is_new))
        return self.authors[login]

    def _author_slug(self, login: str) -> str:
        """Return a slug that no other login of this export has."""
        taken = set(self.author_slugs.values())
        if login not in self.author_slugs:
            self.author_slugs[login] = find_free_slug(
                _slug(login) or "author",
                taken.__contains__,
                max_length=SLUG_LENGTH,
            )
        return self.author_slugs[login]

    def _category(self, slug: str, name: str) -> Category:
        key = _slug(slug) or _slug(name) or "category"
        if key not in self.categories:
            self.categories[key], is_new = Category.objects.get_or_create(
                locale=self.parent.locale,
                slug=key,
                defaults={"name": html.unescape(name)[:NAME_LENGTH]},
            )
            self.report.add(What.CATEGORIES, int(is_new))
        return self.categories[key]


def _block(piece: markup.Piece) -> dict[str, object]:
    """Return a part of a post as the page's body stores it; note what it embeds."""
    if not piece.url:
        return {"type": "html", "value": piece.html}
    store.register_item(piece.url)
    note = _shortened(piece.caption, NOTE_LENGTH)
    return {"type": "embed", "value": {"url": piece.url, "title": "", "note": note}}


def _slug(text: str) -> str:
    return build_slug(unquote(text), max_length=SLUG_LENGTH)


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
