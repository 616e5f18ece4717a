"""The Atom feed of each language: whole posts, and nothing of anybody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from wagtail.models import Locale

from blog.full_text import full_text
from blog.masthead import masthead
from blog.models import PostPage
from privacy_plugin.embeds.foreign import inert_html

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest
    from django.utils.xmlutils import SimplerXMLGenerator

    from blog.masthead import Masthead

NEWEST = 20


class FullTextAtom(Atom1Feed):
    """Atom with the whole text of each entry: RFC 4287, §4.1.3."""

    def add_item_elements(
        self,
        handler: SimplerXMLGenerator,
        item: dict[str, Any],
    ) -> None:
        """Write the text after what Django writes."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class PostFeed(Feed):  # type: ignore[type-arg] # generic in the stubs only
    """Offer the newest posts of the language the address is in."""

    feed_type = FullTextAtom

    def get_object(self, request: HttpRequest) -> Masthead:
        """Return the head of the blog in this language."""
        self.request = request
        return masthead(request)

    def title(self, head: Masthead) -> str:
        """Return the name of the blog."""
        return head.title

    def subtitle(self, head: Masthead) -> str:
        """Return what the blog is about."""
        return head.index.intro if head.index else ""

    def link(self, head: Masthead) -> str:
        """Return the address of the front page."""
        return head.home_url

    def feed_url(self) -> str:
        """Return the address of the feed."""
        return reverse("feed")

    def items(self) -> list[PostPage]:
        """Return the newest posts."""
        posts = PostPage.objects.readable().filter(locale=Locale.get_active())
        return list(posts.for_cards().newest_first()[:NEWEST])

    def item_title(self, item: PostPage) -> str:
        """Return the title."""
        return item.title

    def item_description(self, item: PostPage) -> str:
        """Return the standfirst."""
        return item.intro

    def item_link(self, item: PostPage) -> str:
        """Return the address of the post."""
        return item.get_full_url(self.request)

    def item_pubdate(self, item: PostPage) -> datetime:
        """Return the date readers see."""
        return item.date

    def item_updateddate(self, item: PostPage) -> datetime:
        """Return when it last changed."""
        return item.last_published_at or item.date

    def item_author_name(self, item: PostPage) -> str | None:
        """Return the author's name, if the post has one."""
        return item.author.name if item.author else None

    def item_categories(self, item: PostPage) -> list[str]:
        """Return the names of the categories."""
        return [category.name for category in item.categories.all()]

    def item_extra_kwargs(self, item: PostPage) -> dict[str, str]:
        """Return the whole text, its addresses complete."""
        html = full_text(item, item.body, self.request)
        return {"content": inert_html(html, base=self.item_link(item))}
