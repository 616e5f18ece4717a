"""What editors see beyond Wagtail's own: the authors and the categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import MoveBulkAction
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from blog.addresses.reserved_slugs import explain_reserved_slug, is_reserved
from blog.models import Author, Category

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from wagtail.admin.views.bulk_action import BulkAction
    from wagtail.models import Page  # noqa: TID251 - this is the site


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder-open-inverse"
    menu_label = _("Categories")
    list_display = ("name", "slug", "locale")
    search_fields = ("name",)


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    menu_label = _("Authors")
    list_display = ("name", "slug", "locale")
    search_fields = ("name",)


class BlogViewSetGroup(SnippetViewSetGroup):
    """Put both into one menu."""

    items = (CategoryViewSet, AuthorViewSet)
    menu_icon = "edit"
    menu_label = _("Blog")
    menu_order = 150


register_snippet(BlogViewSetGroup)


@hooks.register("before_move_page")
def refuse_reserved_slug(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """Do not move a page to where the blog itself answers."""
    if not is_reserved(page.slug, destination):
        return None
    messages.error(request, explain_reserved_slug(page.slug))
    return redirect("wagtailadmin_pages:move", page.pk)


@hooks.register("before_bulk_action")
def refuse_reserved_slugs(
    request: HttpRequest, action_type: str, pages: list[Page], action: BulkAction
) -> HttpResponse | None:
    """Do not move several either: then Wagtail does not ask about each."""
    if action_type != "move" or not isinstance(action, MoveBulkAction):
        return None
    destination = action.cleaned_form.cleaned_data["chooser"]
    refused = [page for page in pages if is_reserved(page.slug, destination)]
    for page in refused:
        messages.error(request, explain_reserved_slug(page.slug))
    return redirect(action.next_url) if refused else None
