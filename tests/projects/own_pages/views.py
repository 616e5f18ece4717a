"""The page of an event."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tests.projects.own_pages.models import Event


def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an event and the comments on it."""
    found = get_object_or_404(Event, pk=pk)
    return render(request, "own_pages/event.html", {"event": found})
