"""The index of the blog and its posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField
from taggit.models import Tag
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet, Site  # noqa: TID251 - this is the site
from wagtail.search import index

from blog.addresses.reserved_slugs import ReservedSlugForm, ReservedSlugMixin
from blog.addresses.site_pages import get_site_pages_filter
from blog.blocks.body import BodyBlock, reading_minutes
from blog.blocks.rendering import render_body
from blog.models.appearance import get_appearance
from blog.models.people import Author
from blog.models.restrictions import RestrictionsMixin
from blog.models.topics import Category, PostTag
from privacy_plugin.comments.discussions.targets import CommentableMixin
from privacy_plugin.http.answers import do_not_store
from privacy_plugin.prepared_query import PreparedQuery
from privacy_plugin.subscriptions.newsletter_page import NewsletterPageMixin, Topic

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse
    from wagtail.url_routing import RouteResult


class PostQuerySet(PageQuerySet):
    """Ask for posts the way a reader does."""

    def dated(self) -> PostQuerySet:
        """Annotate `dated_at`: the date set by hand, else of the first publication."""
        return self.annotate(
            dated_at=Coalesce("published_at", "first_published_at"),
        )

    def newest_first(self) -> PostQuerySet:
        """Order by the date readers see."""
        return self.dated().order_by("-dated_at", "-pk")

    def readable(self) -> PostQuerySet:
        return self.live().public()

    def on_site(self, site_id: int) -> PostQuerySet:
        """Keep what is below a site's front page, in any of its languages."""
        return self.filter(get_site_pages_filter(site_id))

    def for_cards(self) -> PostQuerySet:
        """Fetch in a constant number of queries what a list of posts shows."""
        return self.select_related("author", "locale", "lead_image").prefetch_related(
            "categories",
            models.Prefetch("lead_image__renditions"),
        )


def _topic(category: Category) -> Topic:
    return Topic(key=str(category.translation_key), label=category.name)


class BlogIndexPage(RoutablePageMixin, ReservedSlugMixin):
    """List the posts of one language, all of them or by category, tag or author."""

    intro = models.TextField(
        _("introduction"),
        blank=True,
        max_length=500,
        help_text=_("What this blog is about, in one or two sentences."),
    )

    content_panels = (*Page.content_panels, FieldPanel("intro"))
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
            posts = _ask_post(**_describe_children(self.path), slug=path_components[0])
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


class PostForm(ReservedSlugForm):
    """Offer the categories of the post's own language, and those it has already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Wagtail's own
        super().__init__(*args, **kwargs)
        if "categories" in self.fields:
            chosen = [category.pk for category in self.instance.categories.all()]
            self.fields["categories"].queryset = Category.objects.filter(
                models.Q(locale=self.instance.locale_id) | models.Q(pk__in=chosen)
            )


class PostPage(  # type: ignore[django-manager-missing] # taggit is untyped
    RestrictionsMixin, NewsletterPageMixin, CommentableMixin, ReservedSlugMixin
):
    """Hold one post, which readers can comment on."""

    intro = models.TextField(
        _("introduction"),
        blank=True,
        max_length=500,
        help_text=_("One or two sentences that invite people to read on."),
    )
    published_at = models.DateTimeField(
        _("date"),
        null=True,
        blank=True,
        help_text=_(
            "The date shown to readers. Leave it empty to use the time of publication.",
        ),
    )
    author = models.ForeignKey(
        Author,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    categories = ParentalManyToManyField(
        Category,
        verbose_name=_("categories"),
        blank=True,
        related_name="posts",
    )
    tags = ClusterTaggableManager(through=PostTag, blank=True, verbose_name=_("tags"))
    lead_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lead_image_alt = models.CharField(
        _("description of the picture (alt text)"),
        max_length=250,
        blank=True,
        help_text=_(
            "Read aloud to people who cannot see it. Leave it empty if the picture is "
            "only decoration.",
        ),
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(PostQuerySet)()  # type: ignore[django-manager-missing] # Wagtail is untyped

    content_panels = (
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            (FieldPanel("lead_image"), FieldPanel("lead_image_alt")),
            heading=_("Lead picture"),
        ),
        FieldPanel("body"),
        *NewsletterPageMixin.newsletter_panels,
    )
    promote_panels = (
        MultiFieldPanel(
            (
                FieldPanel("published_at"),
                FieldPanel("author"),
                FieldPanel("categories"),
                FieldPanel("tags"),
            ),
            heading=_("Date, authors and topics"),
        ),
        *Page.promote_panels,
    )
    settings_panels = (
        *CommentableMixin.comments_panels,
        *Page.settings_panels,
    )
    search_fields = (
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
        index.RelatedFields("author", (index.SearchField("name"),)),
        index.RelatedFields("tags", (index.SearchField("name"),)),
        index.FilterField("published_at"),
    )
    parent_page_types = ("blog.BlogIndexPage",)
    subpage_types = ()
    template = "pages/post.html"
    base_form_class = PostForm
    page_description = _("A dated text that readers can comment on.")

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")

    @property
    def date(self) -> datetime:
        """Return the date readers see; now, while it is a draft without one."""
        found = self.published_at or self.first_published_at
        if found is None:
            do_not_store("a date that is now")
        return found or timezone.now()

    @property
    def reading_minutes(self) -> int:
        """Return how long the text takes to read, in minutes, at least one."""
        return reading_minutes(self.body)

    def newsletter_html(self) -> str:
        """Return the whole text, the same as in the feed."""
        return render_body(self, self.body)

    def newsletter_topics(self) -> tuple[Topic, ...]:
        """Return its categories, which have one key in every language."""
        return tuple(map(_topic, self.categories.all()))

    @classmethod
    def get_offered_topics(
        cls, language: str, *, site_id: int | None
    ) -> tuple[Topic, ...]:
        """Return the categories of a language that posts of the site have.

        Where there is one site, all of them belong to it.
        """
        sites = {root.site_id for root in Site.get_site_root_paths()}
        if site_id is None or sites == {site_id}:
            return tuple(map(_topic, _ask_categories(language=language)))
        used = cls.objects.readable().on_site(site_id)
        keys = used.values("categories__translation_key")
        found = _build_categories(language).filter(translation_key__in=keys)
        return tuple(map(_topic, found))

    def get_adjacent_posts(self) -> tuple[PostPage | None, PostPage | None]:
        """Return the previous and the next post in time, of the same index.

        Siblings share every restriction but their own, so one query is enough.
        """
        around = _describe_children(self.path[: -self.steplen])
        found = _ask_adjacent(key=self.pk, date=self.date, **around)
        earlier = [post for post in found if post.dated_at < self.date]
        later = [post for post in found if post.dated_at > self.date]
        return next(iter(earlier), None), next(iter(later), None)

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Add the previous and the next post, the categories and the tags.

        What is previewed need not be stored yet.
        """
        context = super().get_context(request, *args, **kwargs)
        context["previous_post"], context["next_post"] = self.get_adjacent_posts()
        is_stored = not getattr(request, "is_preview", False)
        context["categories"], context["tags"] = (
            (_ask_own_categories(key=self.pk), _ask_own_tags(key=self.pk))
            if is_stored
            else (self.categories.all(), self.tags.all())
        )
        return context


def _describe_children(path: str) -> dict[str, Any]:
    """Return by what the pages right below a path are found."""
    steps = PostPage.steplen
    return {
        "first": path + PostPage.alphabet[0] * steps,
        "last": path + PostPage.alphabet[-1] * steps,
        "depth": len(path) // steps + 1,
    }


def _build_post(slug: str, first: str, last: str, depth: int) -> PostQuerySet:
    found = PostPage.objects.filter(path__range=(first, last), depth=depth, slug=slug)
    return found.select_related("author__picture", "lead_image", "locale")


def _build_adjacent(
    key: int, date: datetime, first: str, last: str, depth: int
) -> PostQuerySet:
    siblings = (
        PostPage.objects.live()
        .filter(path__range=(first, last), depth=depth)
        .filter(view_restrictions__isnull=True)
        .exclude(pk=key)
        .dated()
    )
    before = siblings.filter(dated_at__lt=date).order_by("-dated_at", "-pk")
    after = siblings.filter(dated_at__gt=date).order_by("dated_at", "pk")
    return (
        PostPage.objects.dated()
        .filter(
            models.Q(pk=models.Subquery(before.values("pk")[:1]))
            | models.Q(pk=models.Subquery(after.values("pk")[:1])),
        )
        .select_related("locale")
        .defer_streamfields()
    )


def _build_categories(language: str) -> models.QuerySet[Category]:
    return Category.objects.filter(locale__language_code=language).order_by("name")


def _build_own_categories(key: int) -> models.QuerySet[Category]:
    return Category.objects.filter(posts=key)


def _build_own_tags(key: int) -> models.QuerySet[Tag]:
    return Tag.objects.filter(blog_posttag_items__content_object=key).order_by(
        "blog_posttag_items__pk"
    )


_ask_post: PreparedQuery[PostPage] = PreparedQuery(_build_post)
_ask_adjacent: PreparedQuery[PostPage] = PreparedQuery(_build_adjacent)
_ask_categories: PreparedQuery[Category] = PreparedQuery(_build_categories)
_ask_own_categories: PreparedQuery[Category] = PreparedQuery(_build_own_categories)
_ask_own_tags: PreparedQuery[Tag] = PreparedQuery(_build_own_tags)
