"""The Atom feed of each language: whole posts, and nothing of anybody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from wagtail.models import Locale, Site

from blog.addresses.site_address import absolute_url
from blog.blocks.rendering import render_body
from blog.models import PostPage
from blog.site_header import get_site_header
from privacy_plugin.embeds.html.sanitize import sanitize_html

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.xmlutils import SimplerXMLGenerator

    from blog.models.posts import PostQuerySet
    from blog.site_header import SiteHeader

NEWEST = 20
_BEFORE_ANY_POST = datetime.fromtimestamp(0, UTC)


def readable_posts(request: HttpRequest) -> PostQuerySet:
    """Return the site's posts in the active language that every visitor may read."""
    site = Site.find_for_request(request)
    if site is None:
        return PostPage.objects.none()
    posts = PostPage.objects.readable().filter(locale=Locale.get_active())
    return posts.on_site(site.pk)


class WholePostAtomFeed(Atom1Feed):
    """Atom with the whole text of each entry: RFC 4287, §4.1.3."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Link to the licence (RFC 4946) and the imprint."""
        super().add_root_elements(handler)
        for link in self.feed["links"]:
            handler.addQuickElement("link", "", link)

    def add_item_elements(
        self,
        handler: SimplerXMLGenerator,
        item: dict[str, Any],
    ) -> None:
        """Write the text after what Django writes."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})

    def latest_post_date(self) -> datetime:
        """Return when the newest entry was changed; of none, always the same time."""
        return super().latest_post_date() if self.items else _BEFORE_ANY_POST


class PostFeed(Feed):  # type: ignore[type-arg] # generic in the stubs only
    """Offer the newest posts of the language the address is in."""

    feed_type = WholePostAtomFeed

    def get_object(self, request: HttpRequest) -> SiteHeader:
        """Return the header of the blog in this language."""
        self.request = request
        return get_site_header(request)

    def title(self, header: SiteHeader) -> str:
        return header.title

    def subtitle(self, header: SiteHeader) -> str:
        """Return what the blog is about."""
        return header.index.intro if header.index else ""

    def link(self, header: SiteHeader) -> str:
        """Return the address of the front page."""
        return absolute_url(self.request, header.home_url)

    def feed_url(self) -> str:
        return absolute_url(self.request, reverse("feed"))

    def feed_extra_kwargs(self, header: SiteHeader) -> dict[str, Any]:
        """Return the further links of the feed, as attributes."""
        footer = header.footer
        links = []
        if footer.licence_url:
            links.append({"rel": "license", "href": footer.licence_url})
        if footer.imprint is not None:
            url = absolute_url(self.request, footer.imprint.url)
            title = footer.imprint.title
            links.append({"rel": "related", "title": title, "href": url})
        return {"links": links}

    def items(self) -> list[PostPage]:
        return list(readable_posts(self.request).newest_first().for_cards()[:NEWEST])

    def item_title(self, item: PostPage) -> str:
        return item.title

    def item_description(self, item: PostPage) -> str:
        """Return the introduction; Atom1Feed says it is HTML, so it has to be."""
        return escape(item.intro)

    def item_link(self, item: PostPage) -> str:
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
        return [category.name for category in item.categories.all()]

    def item_extra_kwargs(self, item: PostPage) -> dict[str, str]:
        """Return the whole text, its addresses complete."""
        html = render_body(item, item.body, self.request)
        return {"content": sanitize_html(html, base=self.item_link(item))}
