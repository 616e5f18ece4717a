"""The index of a blog: its front page in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page  # noqa: TID251 - this is the site
from wagtail.search import index

from blog.addresses.post_lists import find_list_paths
from blog.addresses.reserved_slugs import ReservedSlugMixin
from blog.models.appearance import get_appearance
from blog.models.menu import MenuAndFooterMixin, build_tabs
from blog.models.people import Author
from blog.models.posts import PostPage, PostQuerySet, describe_children
from blog.models.topics import Category
from privacy_plugin.prepared_query import PreparedQuery

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from wagtail.url_routing import RouteResult


class BlogIndexPage(MenuAndFooterMixin, RoutablePageMixin, ReservedSlugMixin):
    """List the posts of one language, all of them or by category, tag or author."""

    intro = models.TextField(
        _("introduction"),
        blank=True,
        max_length=500,
        help_text=_("What this blog is about, in one or two sentences."),
    )

    content_panels = (*Page.content_panels, FieldPanel("intro"))
    edit_handler = build_tabs(content_panels)
    search_fields = (*Page.search_fields, index.SearchField("intro"))
    subpage_types = ("blog.PostPage", "blog.StandardPage", "blog.ContactPage")
    template = "pages/index.html"
    page_description = _("The front page of the blog, listing its posts.")

    class Meta:
        verbose_name = _("blog index")
        verbose_name_plural = _("blog indexes")

    def posts(self) -> PostQuerySet:
        """Return the posts below this index that every visitor may read."""
        return PostPage.objects.readable().descendant_of(self).newest_first()

    @path("")
    def everything(self, request: HttpRequest) -> HttpResponse:
        return self._list(request, self.posts())

    @path("category/<str:slug>/")
    def category(self, request: HttpRequest, slug: str) -> HttpResponse:
        posts = self.posts().filter(categories__slug=slug).distinct()
        return self._list(request, posts, self._named(Category, slug, posts))

    @path("tag/<str:slug>/")
    def tag(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the posts that carry a tag."""
        tag = get_object_or_404(Tag, slug=slug)
        return self._list(request, self.posts().filter(tags=tag), tag)

    @path("author/<str:slug>/")
    def author(self, request: HttpRequest, slug: str) -> HttpResponse:
        posts = self.posts().filter(author__slug=slug)
        return self._list(request, posts, self._named(Author, slug, posts))

    def get_cached_paths(self) -> list[str]:
        return ["/", "/feed/", *find_list_paths(self.posts(), self.reverse_subpage)]

    def _named(
        self,
        model: type[Author | Category],
        slug: str,
        posts: PostQuerySet,
    ) -> Author | Category:
        """Return the author or category of that slug in the language of the index.

        A translated post may keep one that nobody has translated, so another language
        will do, if posts here carry it. Raises Http404 otherwise.
        """
        found = model.objects.filter(slug=slug)
        own = found.filter(locale_id=self.locale_id).first()
        subject = own or (found.first() if posts.exists() else None)
        if subject is None:
            raise Http404
        return subject

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Fetch a post with its author and picture at once; else do as Wagtail does."""
        if len(path_components) == 1:
            posts = _ask_post(**describe_children(self.path), slug=path_components[0])
            for post in posts:
                return post.route(request, [])
        return super().route(request, path_components)

    def _list(
        self,
        request: HttpRequest,
        posts: PostQuerySet,
        subject: Category | Tag | Author | None = None,
    ) -> HttpResponse:
        """Render one page of `posts`; `subject` is what they have in common."""
        pages = Paginator(posts.for_cards(), get_appearance(request).posts_per_page)
        context = {
            "posts": pages.get_page(request.GET.get("page")),
            "subject": subject,
            "subject_kind": subject._meta.model_name if subject else "",
        }
        return self.render(request, context_overrides=context)


def _build_post(slug: str, first: str, last: str, depth: int) -> PostQuerySet:
    found = PostPage.objects.filter(path__range=(first, last), depth=depth, slug=slug)
    return found.select_related("author__picture", "lead_image", "locale")


_ask_post: PreparedQuery[PostPage] = PreparedQuery(_build_post)
