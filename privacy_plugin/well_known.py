"""Well-known URLs (RFC 8615); include them at ``.well-known/``."""

from django.urls import path

from privacy_plugin.disclosure.gpc import gpc_json

urlpatterns = [path("gpc.json", gpc_json, name="privacy_gpc")]
