"""What editors see beyond Wagtail's own: the authors and the categories."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from blog.models import Author, Category


class CategoryViewSet(SnippetViewSet):
    """Let editors keep the categories."""

    model = Category
    icon = "folder-open-inverse"
    menu_label = _("Categories")
    list_display = ("name", "slug", "locale")
    search_fields = ("name",)


class AuthorViewSet(SnippetViewSet):
    """Let editors keep the authors."""

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
