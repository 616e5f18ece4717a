"""What has a fixed address on every site; mount it at ``.well-known/``: RFC 8615."""

from django.urls import path

from privacy_plugin.disclosure.gpc import gpc_json

urlpatterns = [path("gpc.json", gpc_json, name="privacy_gpc")]
