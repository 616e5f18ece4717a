"""The admin's own pages about privacy; mounted at ``privacy/`` below the admin."""

from django.urls import path

from privacy_plugin.admin.overview import TextsOverview

app_name = "privacy_admin"

urlpatterns = [
    path("", TextsOverview.as_view(), name="texts"),
]
