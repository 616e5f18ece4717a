"""What editors see beyond Wagtail's own: the authors and the categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.bulk_actions import MoveBulkAction
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from blog.addresses.reserved_slugs import explain_reserved_slug, is_reserved
from blog.models import Author, Category
from blog.start.panel import FirstStepsPanel

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLResolver
    from wagtail.admin.ui.components import Component
    from wagtail.admin.views.bulk_action import BulkAction
    from wagtail.models import Page  # noqa: TID251 - this is the site


class SuperuserMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))


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


@hooks.register("register_admin_urls")
def register_start_urls() -> list[URLResolver]:
    return [path("start/", include("blog.start.urls"))]


@hooks.register("construct_homepage_panels")
def add_first_steps(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(FirstStepsPanel(request))


@hooks.register("register_help_menu_item")
def register_first_steps() -> MenuItem:
    return SuperuserMenuItem(
        _("First steps"), reverse_lazy("blog_start:checklist"), icon_name="list-ul"
    )


@hooks.register("insert_global_admin_css")
def add_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("blog/admin.css"))


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
