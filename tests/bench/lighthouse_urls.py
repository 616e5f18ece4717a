"""The blog's addresses, one page for the benchmarks, and uploads.

In production a web server in front hands them out.
"""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.static import serve

from tests.bench.urls import urlpatterns as bench_urlpatterns


def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return an uploaded file, to be kept as a web server would say."""
    answer = serve(request, name, str(settings.MEDIA_ROOT))
    answer.headers["Cache-Control"] = "max-age=31536000"
    return answer


urlpatterns = [path("media/<path:name>", media), *bench_urlpatterns]
