"""The addresses of a site that has the plugin and little else."""

from django.apps import apps
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("privacy/", include("privacy_plugin.urls")),
]
if apps.is_installed("privacy_plugin.comments"):
    urlpatterns += [path("comments/", include("privacy_plugin.comments.urls"))]
urlpatterns += [path("", include(wagtail_urls))]
