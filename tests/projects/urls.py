"""The addresses of a site that has the plugin and little else."""

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

public = [path("privacy/", include("privacy_plugin.urls"))]
if apps.is_installed("privacy_plugin.comments"):
    public += [path("comments/", include("privacy_plugin.comments.urls"))]
if apps.is_installed("privacy_plugin.embeds"):
    public += [path("embeds/", include("privacy_plugin.embeds.urls"))]
if apps.is_installed("privacy_plugin.subscriptions"):
    public += [path("subscriptions/", include("privacy_plugin.subscriptions.urls"))]
public += [path("", include(wagtail_urls))]

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path(".well-known/", include("privacy_plugin.well_known")),
    *i18n_patterns(*public, prefix_default_language=False),
]
