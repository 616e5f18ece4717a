"""The URLs of frames; include them at ``embeds/``."""

from django.urls import path

from privacy_plugin.embeds.gates.frame import frame

app_name = "embeds"

urlpatterns = [path("<str:token>/frame/", frame, name="frame")]
