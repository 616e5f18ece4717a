"""Parts that other apps add to the form for a comment (decision 7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol, cast, runtime_checkable

from django import forms
from django.http import QueryDict
from wagtail import hooks

from privacy_plugin.comments.models import Comment
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.document import Disclosure

HOOK = "register_comment_form_extension"


@runtime_checkable
class CommentFormExtension(Protocol):
    """A `Form` within the form for a comment, with its own disclosures and template.

    Made with `data` and `controller`. Its fields need a prefix, and none may be
    required. The template gets it as `form`, and the `heading_level` of its headings.
    """

    template_name: str
    errors: forms.utils.ErrorDict
    disclosures: tuple[Disclosure, ...]

    def save_with_comment(self, comment: Comment, *, at: datetime) -> None:
        """Store what was entered, in the transaction that stores the comment.

        Not called for a comment that is probably spam.
        """


def build_extensions(
    data: QueryDict | None, controller: Controller
) -> Iterator[CommentFormExtension]:
    """Yield the parts of the installed apps, empty or with what was sent."""
    for get_class in hooks.get_hooks(HOOK):
        extension = get_class()(data, controller=controller)
        yield cast("CommentFormExtension", extension)
