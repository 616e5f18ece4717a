"""Show how many comments are deleted with a page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q
from django.http import HttpRequest
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction

from privacy_plugin.comments.discussions.targets import get_page_model
from privacy_plugin.comments.models import Comment


class DeletePages(DeleteBulkAction):
    """Wagtail's bulk deletion of pages with that number."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Wagtail's own
        """Show the confirmation with the number of comments."""
        pages, _without_access = self.get_actionable_objects()
        warn_about_comments(request, pages)
        return super().get(request, *args, **kwargs)


def warn_about_comments(request: HttpRequest, pages: Iterable[Model]) -> None:
    """Add a message to a page that asks whether these shall be deleted."""
    count = count_comments_below(pages)
    if request.method == "GET" and count:
        sentence = ngettext(
            "%(count)d reader's comment is deleted for good together with it.",
            "%(count)d readers' comments are deleted for good together with it.",
            count,
        )
        messages.warning(request, sentence % {"count": count})


def count_comments_below(pages: Iterable[Any]) -> int:
    paths = [Q(path__startswith=page.path) for page in pages]
    if not paths:
        return 0
    model = get_page_model()
    keys = model._default_manager.filter(reduce(or_, paths)).values_list("pk")
    texts = [str(key) for (key,) in keys]
    on_pages = Comment.objects.filter(discussion__target_type=model._meta.label_lower)
    return sum(
        on_pages.filter(discussion__target_id__in=texts[start : start + 500]).count()
        for start in range(0, len(texts), 500)  # SQLite takes a limited number
    )
