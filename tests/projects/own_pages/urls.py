"""The addresses of the site: its events, and all that the other projects have."""

from django.urls import path

from tests.projects.own_pages.views import event
from tests.projects.urls import urlpatterns as project_urlpatterns

urlpatterns = [path("events/<int:pk>/", event, name="event"), *project_urlpatterns]
