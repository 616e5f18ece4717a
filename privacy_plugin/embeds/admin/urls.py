"""Admin URLs of providers; all need the permission."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views import View
from wagtail.admin.auth import permission_required

from privacy_plugin.embeds.admin import views
from privacy_plugin.embeds.admin.dashboard import CHANGE


def _guarded(route: str, view: type[View], name: str) -> URLPattern:
    return path(route, permission_required(CHANGE)(view.as_view()), name=name)


app_name = "embeds_admin"
urlpatterns = [
    _guarded("", views.IndexView, "index"),
    _guarded("import/", views.ImportView, "import"),
    _guarded("<slug:key>/", views.ProviderView, "provider"),
    _guarded("<slug:key>/off/", views.SwitchOffView, "switch_off"),
    _guarded("<slug:key>/on/", views.SwitchOnView, "switch_on"),
    _guarded("<slug:key>/reset/", views.ResetView, "reset"),
]
