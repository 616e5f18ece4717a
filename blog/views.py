"""The pages that are not in the page tree: search and the note for crawlers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from blog.models import PostPage
from blog.models.posts import POSTS_PER_PAGE

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find posts in the language of the page. The words are stored nowhere."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    words = " ".join(re.findall(r"\w+", query))  # operators mean nothing to readers
    posts = PostPage.objects.readable().filter(locale=Locale.get_active())
    results = posts.for_cards().search(words) if words else posts.none()
    pages = Paginator(results, POSTS_PER_PAGE)
    context = {"query": query, "posts": pages.get_page(request.GET.get("page"))}
    return render(request, "pages/search.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where the map of the site is and what is no reading matter."""
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
