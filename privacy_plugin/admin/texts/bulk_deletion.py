"""Delete several texts at once, under the same rules as a single one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction

from privacy_plugin.admin.texts.views import (
    CANNOT_DELETE_MESSAGE,
    get_viewable_texts,
    text_url,
    was_published,
)
from privacy_plugin.disclosure.texts.models import DisclosureText
from privacy_plugin.http.parameters import parse_number


class DeleteTextsBulkAction(DeleteBulkAction):
    """Delete texts that were never published, and say why others stay.

    Texts of sites the user has no permission for are treated as missing.
    """

    models: ClassVar[Sequence[type[Model]]] = [DisclosureText]

    def __init__(self, request: HttpRequest, model: type[Model]) -> None:
        """Lead back to the list, unless the address says something else."""
        super().__init__(request, model)
        if not get_valid_next_url_from_request(request):
            self.next_url = text_url("list")

    def dispatch(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        """Say why published texts stay; ask about the rest, if there is one."""
        if not self.texts:
            raise Http404
        for text in self.published:
            edit = messages.button(text_url("edit", text.pk), str(text))
            messages.error(request, CANNOT_DELETE_MESSAGE, buttons=[edit])
        if len(self.published) == len(self.texts):
            return redirect(self.next_url)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def texts(self) -> list[DisclosureText]:
        ids, texts = self.request.GET.getlist("id"), get_viewable_texts(self.request)
        if "all" not in ids:
            texts = texts.filter(pk__in=_numbers(ids))
        return list(texts.order_by("pk"))

    @cached_property
    def published(self) -> list[DisclosureText]:
        """Return those of them that the person might delete, were they unpublished."""
        return [
            text for text in self.texts if self.check_perm(text) and was_published(text)
        ]

    def get_actionable_objects(
        self,
    ) -> tuple[list[DisclosureText], dict[str, list[DisclosureText]]]:
        """Return what can be deleted, and what this person may only read."""
        allowed = [text for text in self.texts if self.check_perm(text)]
        refused = [text for text in self.texts if text not in allowed]
        deletable = [text for text in allowed if text not in self.published]
        return deletable, {"items_with_no_access": refused}

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 - a form of Wagtail's
        if not self.get_actionable_objects()[0]:
            return redirect(self.next_url)
        response: HttpResponse = super().form_valid(form)
        return response


def _numbers(ids: list[str]) -> list[int]:
    return [number for number in map(parse_number, ids) if number is not None]
