"""The addresses of the demo, where mails are shown on a page."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from blog.urls import urlpatterns as of_the_blog

urlpatterns = [
    *i18n_patterns(
        path("demo/mails/", include("blog.demo.mailbox.urls")),
        prefix_default_language=False,
    ),
    *of_the_blog,
]
