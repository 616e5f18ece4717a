"""Which address leads where.

Everything readers see lies within `i18n_patterns`: the default language has no prefix,
and the address alone decides the language.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from blog.feeds.atom import PostFeed
from blog.feeds.sitemaps import TranslatedSitemap
from blog.serving import serve
from blog.views import about_feed, appearance, appearance_preview, media, robots, search

# Wagtail's own addresses, but pages are served by the blog's view.
PAGES = [
    *(one for one in wagtail_urls.urlpatterns if one.name != "wagtail_serve"),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
]

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path(
        "sitemap.xml",
        sitemap,
        {"sitemaps": {"pages": TranslatedSitemap}},
        name="sitemap",
    ),
    path("appearance/<slug:digest>.css", appearance, name="appearance"),
    path(
        "appearance/preview/<str:token>.css",
        appearance_preview,
        name="appearance_preview",
    ),
    path("robots.txt", robots, name="robots"),
    path(".well-known/", include("privacy_plugin.well_known")),
    *static("media/", view=media, document_root=settings.MEDIA_ROOT),
]

urlpatterns += i18n_patterns(
    path("privacy/", include("privacy_plugin.urls")),
    path("comments/", include("privacy_plugin.comments.urls")),
    path("embeds/", include("privacy_plugin.embeds.urls")),
    path("subscriptions/", include("privacy_plugin.subscriptions.urls")),
    path("forms/", include("privacy_plugin.form_pages.urls")),
    *(
        [path("demo/mails/", include("blog.demo.mailbox.urls"))]
        if settings.DEMO_MAILBOX
        else []
    ),
    path("search/", search, name="search"),
    path("feed/", PostFeed(), name="feed"),
    path("feed/about/", about_feed, name="about_feed"),
    path("", include(PAGES)),
    prefix_default_language=False,
)
