"""The pages that are not in the page tree: search and the note for crawlers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.static import serve

from blog.addresses.site_address import absolute_url
from blog.feeds.atom import readable_posts
from blog.models.index import POSTS_PER_PAGE
from privacy_plugin.http.answers import do_not_store

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

LONGEST_QUERY = 200
MEDIA_POLICY = "default-src 'none'; sandbox"  # an uploaded file runs nothing


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find posts in the language of the page. The words are stored nowhere."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    words = " ".join(re.findall(r"\w+", query))  # operators mean nothing to readers
    if words:
        do_not_store("what somebody searched for")
    posts = readable_posts(request)
    results = posts.for_cards().search(words) if words else posts.none()
    pages = Paginator(results, POSTS_PER_PAGE)
    context = {"query": query, "posts": pages.get_page(request.GET.get("page"))}
    return render(request, "pages/search.html", context)


@require_safe
def about_feed(request: HttpRequest) -> HttpResponse:
    """Explain the feed to people: a browser shows the feed itself as raw XML."""
    context = {
        "feed_url": absolute_url(request, reverse("feed")),
        "posts": readable_posts(request).newest_first()[:POSTS_PER_PAGE],
    }
    return render(request, "pages/feed.html", context)


@require_safe
def media(request: HttpRequest, path: str, document_root: str) -> HttpResponseBase:
    """Hand out an uploaded file in development, as the web server does elsewhere."""
    response = serve(request, path, document_root)
    response.headers["Content-Security-Policy"] = MEDIA_POLICY
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where the map of the site is and what is no reading matter."""
    lines = (
        "User-agent: *",
        f"Disallow: {reverse('wagtailadmin_home')}",
        f"Disallow: {reverse('search')}",
        "",
        f"Sitemap: {absolute_url(request, reverse('sitemap'))}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
