"""The blog's addresses, and one page that costs nothing to make."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from blog.urls import urlpatterns as blog_urlpatterns

PAGE = HttpResponse("<!doctype html><title>Bare</title><p>A constant string.").content


def bare(_request: HttpRequest) -> HttpResponse:
    """Return a constant string, as a yardstick."""
    return HttpResponse(PAGE)


urlpatterns = [path("bare/", bare), *blog_urlpatterns]
