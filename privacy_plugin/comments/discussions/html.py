"""The HTML of comments, each rendered once for what its row holds."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.template.context import Context
from django.utils.http import url_has_allowed_host_and_scheme as is_safe_path
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.discussions.listing import HIDDEN, CommentNode
from privacy_plugin.comments.models import Comment
from privacy_plugin.fragments import get_surroundings, isolate, render_fragment
from privacy_plugin.memo import Columns

TEMPLATE = "privacy_plugin/comments/comment.html"
_get_row = attrgetter(
    *(
        field.attname
        for field in Comment._meta.concrete_fields
        if field.name not in HIDDEN
    )
)


class CommentRenderer:
    """Renders comments of one page; `can_reply` says whether one can answer."""

    def __init__(self, context: Context, *, can_reply: bool) -> None:
        self._context = context
        self.can_reply = can_reply
        self._surroundings = get_surroundings(context)
        self._template: Any = context.template.engine.get_template(TEMPLATE)  # type: ignore[union-attr] # it is being rendered

    def render(self, node: CommentNode) -> SafeString:
        """Return a comment and, in a list within its own place, its replies."""
        html = self._render_one(node)
        if not node.replies:
            return html
        replies = "".join(f"<li>{self.render(reply)}</li>" for reply in node.replies)
        return SafeString(
            f'{html}<ol class="comment__replies" data-level="{node.level}">'
            f"{replies}</ol>"
        )

    def _render_one(self, node: CommentNode) -> SafeString:
        comment, answered = node.comment, node.answered
        avatar_url = "" if node.is_gap else get_avatar_url(comment)
        values = (
            Columns(_get_row(comment)),
            Columns(_get_row(answered)) if answered is not None else None,
            node.is_answered_here,
            node.level,
            self.can_reply,
            avatar_url,
        )

        def render() -> SafeString:
            names = {
                "entry": node,
                "can_reply": self.can_reply,
                "avatar_url": avatar_url,
            }
            html: str = self._template.render(isolate(self._context, names))
            return SafeString(html.strip())

        return render_fragment(self._template, self._surroundings, values, render)


def get_avatar_url(comment: Comment) -> str:
    """Return the address of the picture beside a comment; empty for none.

    Only an address on this host counts: a picture from elsewhere would tell its owner
    who reads here.
    """
    if not comments_conf.avatar:
        return ""
    url = str(import_string(comments_conf.avatar)(comment) or "")
    return url if url.startswith("/") and is_safe_path(url, None) else ""
