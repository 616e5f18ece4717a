"""The addresses of the providers, below the admin's own; all need the permission."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views import View
from wagtail.admin.auth import permission_required

from privacy_plugin.embeds.admin.editing import AddView, EditView
from privacy_plugin.embeds.admin.pages import IndexView, ProviderView
from privacy_plugin.embeds.admin.permission import CHANGE
from privacy_plugin.embeds.admin.switching import (
    ResetView,
    SwitchOffView,
    SwitchOnView,
)


def _guarded(route: str, view: type[View], name: str) -> URLPattern:
    return path(route, permission_required(CHANGE)(view.as_view()), name=name)


app_name = "embeds_admin"
urlpatterns = [
    _guarded("", IndexView, "index"),
    _guarded("add/", AddView, "add"),
    _guarded("<slug:key>/", ProviderView, "provider"),
    _guarded("<slug:key>/change/", EditView, "change"),
    _guarded("<slug:key>/off/", SwitchOffView, "switch_off"),
    _guarded("<slug:key>/on/", SwitchOnView, "switch_on"),
    _guarded("<slug:key>/reset/", ResetView, "reset"),
]
