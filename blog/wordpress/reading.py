"""Read a WordPress export (WXR 1.0, 1.1 or 1.2) into records, one at a time.

Source: ``wp-admin/includes/export.php`` of WordPress 6. Old and re-formatted files
leave things out, surround values with white space, repeat elements or carry impossible
dates; the first value counts, and an impossible date is no date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from blog.wordpress.errors import WxrError
from blog.wordpress.parsing import Node, entries
from blog.wordpress.records import (
    Author,
    Comment,
    CommentKind,
    CommentState,
    Item,
    Record,
    Site,
    Term,
    TermKind,
)

VERSIONS = ("1.0", "1.1", "1.2")

_STATES = {"1": CommentState.APPROVED, "approved": CommentState.APPROVED}
_STATES |= dict.fromkeys(("0", "hold", ""), CommentState.PENDING)
_KINDS = {"": CommentKind.COMMENT, "comment": CommentKind.COMMENT}
_KINDS |= dict.fromkeys(("pingback", "trackback", "webmention"), CommentKind.MENTION)


def read(stream: IO[bytes]) -> Iterator[Record]:
    """Yield the site, then authors, terms and items as they stand in the file.

    Raises WxrError for a file that is malformed, cut off, too large, dangerous, or of
    no version we know; records before that place have been yielded by then.
    """
    header: dict[str, Node] = {}
    site: Site | None = None
    for node in entries(stream):
        if node.name in _READERS:
            if site is None:
                site = _site(header, before=node.line)
                yield site
            record = _READERS[node.name](node)
            if record is not None:
                yield record
        else:
            header.setdefault(node.name, node)
    if site is None:
        yield _site(header, before=None)


def _site(header: dict[str, Node], *, before: int | None) -> Site:
    version = header.get("wp:wxr_version")
    if version is None:
        reason = _("The file does not say which version of WordPress's format it has.")
        raise WxrError(reason, line=before)
    if version.text not in VERSIONS:
        reason = _("“%(version)s” is no version of WordPress's format we can read.")
        raise WxrError(reason % {"version": version.text[:40]}, line=version.line)

    def text(name: str) -> str:
        return header[name].text if name in header else ""

    address = text("wp:base_blog_url") or text("wp:base_site_url") or text("link")
    return Site(
        title=text("title"),
        address=address.rstrip("/"),
        language=text("language"),
        version=version.text,
    )


def _author(node: Node) -> Author | None:
    login = node.value("wp:author_login")
    name = node.value("wp:author_display_name") or " ".join(
        part
        for part in (
            node.value("wp:author_first_name"),
            node.value("wp:author_last_name"),
        )
        if part
    )
    return Author(login=login, name=name or login) if login else None


def _category(node: Node) -> Term | None:
    slug, name = node.value("wp:category_nicename"), node.value("wp:cat_name")
    return _term(TermKind.CATEGORY, slug, name)


def _tag(node: Node) -> Term | None:
    slug, name = node.value("wp:tag_slug"), node.value("wp:tag_name")
    return _term(TermKind.TAG, slug, name)


def _term(kind: TermKind, slug: str, name: str) -> Term | None:
    if not (slug or name):
        return None
    return Term(kind=kind, slug=slug or name, name=name or slug)


def _item(node: Node) -> Item:
    return Item(
        line=node.line,
        external_id=node.value("wp:post_id") or node.value("guid"),
        kind=node.value("wp:post_type") or "post",
        status=node.value("wp:status") or "draft",
        title=node.value("title"),
        slug=node.value("wp:post_name"),
        creator=node.value("dc:creator"),
        content=node.value("content:encoded"),
        excerpt=node.value("excerpt:encoded"),
        published_at=_instant(node, "wp:post_date"),
        modified_at=_instant(node, "wp:post_modified"),
        has_password=bool(node.value("wp:post_password")),
        comments_open=node.value("wp:comment_status") != "closed",
        terms=_terms_of(node),
        comments=tuple(
            _comment(child) for child in node.children if child.name == "wp:comment"
        ),
    )


def _terms_of(node: Node) -> tuple[Term, ...]:
    found: dict[tuple[TermKind, str], Term] = {}
    for child in node.children:
        domain = child.attributes.get("domain", "category")
        kind = {"category": TermKind.CATEGORY, "post_tag": TermKind.TAG}.get(
            "post_tag" if domain == "tag" else domain,
        )
        if child.name != "category" or kind is None:
            continue
        term = _term(kind, child.attributes.get("nicename", ""), child.text)
        if term is not None:
            found.setdefault((kind, term.slug), term)
    return tuple(found.values())


def _comment(node: Node) -> Comment:
    parent = node.value("wp:comment_parent")
    kind = node.value("wp:comment_type").lower()
    state = node.value("wp:comment_approved").lower()
    return Comment(
        external_id=node.value("wp:comment_id"),
        parent="" if parent == "0" else parent,
        kind=_KINDS.get(kind, CommentKind.COMMENT),
        state=CommentState.DISCARDED
        if kind not in _KINDS
        else _STATES.get(state, CommentState.DISCARDED),
        name=node.value("wp:comment_author"),
        website=node.value("wp:comment_author_url"),
        text=node.value("wp:comment_content"),
        written_at=_instant(node, "wp:comment_date"),
    )


def _instant(node: Node, name: str) -> datetime | None:
    """Return the UTC instant, else the local one in this site's zone, else nothing."""
    instant = _parse(node.value(f"{name}_gmt"))
    if instant is not None:
        return instant
    local = _parse(node.value(name))
    if local is None:
        return None
    return local.replace(tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def _parse(text: str) -> datetime | None:
    try:
        return datetime.strptime(f"{text} +0000", "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None


_READERS = {
    "wp:author": _author,
    "wp:category": _category,
    "wp:tag": _tag,
    "item": _item,
}
