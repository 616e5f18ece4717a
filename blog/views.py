"""The pages that are not in the page tree: search and the note for crawlers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from blog.addresses.site_address import absolute_url
from blog.appearance.preview import build_signed_style_sheet
from blog.feeds.atom import readable_posts
from blog.models.appearance import POSTS_PER_PAGE, get_appearance
from privacy_plugin.http.answers import do_not_store

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

STYLE_SHEET = "text/css; charset=utf-8"
YEAR = 365 * 24 * 3600
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
    pages = Paginator(results, get_appearance(request).posts_per_page)
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
def appearance(request: HttpRequest, digest: str) -> HttpResponse:
    """Return how the site looks that is asked for; see `blog.appearance`.

    A page that is older than the newest choice asks for another digest.
    """
    sheet = get_appearance(request).build_style_sheet()
    response = HttpResponse(sheet.text, content_type=STYLE_SHEET)
    if digest == sheet.digest:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response


@require_safe
def appearance_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Return what an admin has chosen and not saved yet; it stands in the token."""
    del request
    do_not_store("a preview")
    sheet = build_signed_style_sheet(token)
    if sheet is None:
        raise Http404
    response = HttpResponse(sheet.text, content_type=STYLE_SHEET)
    patch_cache_control(response, no_store=True)
    return response


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
